package org.nififer.trainer.run;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.Split;
import org.nififer.network.Precision;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.TestSettings;
import org.nififer.trainer.report.ModelCard;
import org.nififer.weights.SafetensorsHeader;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Runs that something ends in the middle of an epoch.
 */
class ResumedRunTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(48).patchSize(8).embeddingDimension(16).stages(List.of(1, 1), List.of(1, 2)).windowSize(3)
            .mlpRatio(2).dropPathRate(0.2).seReduction(4).build();
    private static final ResNetConfiguration RESNET = new ResNetConfiguration(24, 4, List.of(1, 1), 0.2, 8);
    private static final int EPOCHS = 4;

    @TempDir
    private Path directory;
    private Path dataset;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 4, Split.VALIDATION, 2));
    }

    @Test
    void testAResumedRunIsEqualToTheBitToOneThatWasNotInterrupted() throws IOException {
        assertResumes(settings(7));
    }

    @Test
    void testSoIsOneWithEverySettingThatHasAState() throws IOException {
        assertResumes(settings(7, choices -> {
            choices.augmentation(TrainingAugmentation.ofLabel("flip,rotation:20,shift,zoom,contrast,erasing:0.3")).mixup(0.2).cutMix(1).averageDecay(0.9).frozenStages(1);
            choices.schedule().learningRate(0.02).decay(LearningRateDecay.COSINE).minimumLearningRate(1e-4).warmupEpochs(1);
            choices.optimizer().kind(OptimizerKind.ASAM).weightDecay(1e-3).clipNorm(1).batchSize(3).accumulation(2);
            choices.targets().labelSmoothing(0.1).classWeights(ClassWeights.BALANCED).originalPart(0.2).voteWeights(true).balancedSampling(0.5).logitAdjustment(1);
        }));
    }

    /** Four epochs of three steps: the last seven are sharpness-aware, every third of them climbs, and both interruptions fall between two climbs. */
    @Test
    void testSoIsAdamWWithSharpnessAwareMinimizationAtTheEnd() throws IOException {
        assertResumes(settings(7, choices -> {
            choices.averageDecay(0.998).precision(Precision.FP32).schedule().learningRate(0.002).decay(LearningRateDecay.COSINE).warmupEpochs(1);
            choices.optimizer().kind(OptimizerKind.ADAMW_SAM).clipNorm(0.5).batchSize(11).sharpnessPart(0.6).sharpnessInterval(3);
        }));
    }

    @Test
    void testSoIsAdamWAlone() throws IOException {
        assertResumes(settings(7, choices -> {
            choices.precision(Precision.FP32).schedule().learningRate(0.002);
            choices.optimizer().kind(OptimizerKind.ADAMW);
        }));
    }

    /** Batch normalisation has a state of its own: its running statistics. */
    @Test
    void testSoIsAResNet() throws IOException {
        for (final int frozenStages : new int[]{0, 1}) {
            assertResumes(TestSettings.of(RESNET, choices -> {
                choices.seed(7).averageDecay(frozenStages == 0 ? 0.9 : 0).frozenStages(frozenStages).schedule().epochs(EPOCHS).learningRate(0.02);
                choices.optimizer().weightDecay(1e-3).batchSize(3).accumulation(2);
            }));
            delete(directory.resolve("whole"));
            delete(directory.resolve("interrupted"));
        }
    }

    private static void delete(final Path folder) throws IOException {
        for (final String file : files(folder)) {
            Files.delete(folder.resolve(file));
        }
    }

    private void assertResumes(final TrainingSettings settings) throws IOException {
        final Recorder whole = new Recorder(directory.resolve("whole"), 0, null);
        run(settings, whole);
        final Path folder = directory.resolve("interrupted");
        assertThrows(IllegalStateException.class, () -> run(settings, new Recorder(folder, 2, new IllegalStateException("in the second epoch"))));
        assertThrows(IllegalStateException.class, () -> run(settings, new Recorder(folder, 4, new IllegalStateException("in the fourth epoch"))));
        final Recorder resumed = new Recorder(folder, 0, null);
        final TrainingReport report = run(settings, resumed);

        assertEquals(3, resumed.resumedAfter);
        assertEquals(EPOCHS, report.epochs().size());
        assertArrayEquals(whole.lastCheckpoint, resumed.lastCheckpoint);
        assertArrayEquals(Files.readAllBytes(directory.resolve("whole").resolve(TrainingRun.MODEL)), Files.readAllBytes(folder.resolve(TrainingRun.MODEL)));
        assertEquals(List.of(ModelCard.FILE, TrainingRun.MODEL, TrainingRun.REPORT), files(folder));
    }

    @Test
    void testADamagedCheckpointCostsOneEpoch() throws IOException {
        final Recorder whole = new Recorder(directory.resolve("whole"), 0, null);
        run(settings(7), whole);
        final Path folder = directory.resolve("damaged");
        assertThrows(IllegalStateException.class, () -> run(settings(7), new Recorder(folder, 4, new IllegalStateException("in the fourth epoch"))));
        final Path last = folder.resolve(files(folder).stream().filter(name -> name.startsWith("checkpoint-000003")).findFirst().orElseThrow());
        final byte[] content = Files.readAllBytes(last);
        content[content.length / 2] ^= 4;
        Files.write(last, content);
        final Recorder resumed = new Recorder(folder, 0, null);
        run(settings(7), resumed);

        assertEquals(2, resumed.resumedAfter);
        assertTrue(resumed.warnings.getFirst().contains(last.getFileName().toString()), resumed.warnings.getFirst());
        assertArrayEquals(whole.lastCheckpoint, resumed.lastCheckpoint);
    }

    @Test
    void testTheCheckpointOfOtherSettingsIsRefused() throws IOException {
        final Path folder = directory.resolve("other");
        assertThrows(IllegalStateException.class, () -> run(settings(7), new Recorder(folder, 2, new IllegalStateException("in the second epoch"))));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> run(settings(8), new Recorder(folder, 0, null)));

        assertEquals(InvalidInputException.Code.OTHER_RUN, exception.code());
        assertTrue(exception.getMessage().contains("seed (7 there, 8 here)"), exception.getMessage());
        assertTrue(exception.getMessage().contains("--restart"), exception.getMessage());
    }

    @Test
    void testMemoryThatRunsOutIsSaidAndLeavesTheCheckpoint() {
        final Path folder = directory.resolve("memory");
        final TrainingInterruptedException exception = assertThrows(TrainingInterruptedException.class,
                () -> run(settings(7), new Recorder(folder, 2, new OutOfMemoryError("Java heap space"))));

        for (final String part : List.of("Memory ran out in epoch 2", "Java heap space", "smaller batch size", "checkpoint of epoch 1 is whole")) {
            assertTrue(exception.getMessage().contains(part), exception.getMessage());
        }
    }

    @Test
    void testADiskThatIsFullIsSaidAndLeavesTheCheckpoint() throws IOException {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        final Path folder = directory.resolve("disk");
        final Recorder recorder = new Recorder(folder, 0, null) {
            @Override
            void afterEpoch(final int epoch) throws IOException {
                if (epoch == 2) {
                    Files.createSymbolicLink(folder.resolve("checkpoint.part"), full);
                }
            }
        };
        final TrainingInterruptedException exception = assertThrows(TrainingInterruptedException.class, () -> run(settings(7), recorder));

        for (final String part : List.of("Epoch 3 cannot be kept in", "No space left", "checkpoint of epoch 2 is whole")) {
            assertTrue(exception.getMessage().contains(part), exception.getMessage());
        }

        final Recorder resumed = new Recorder(folder, 0, null);
        run(settings(7), resumed);
        assertEquals(2, resumed.resumedAfter);
    }

    @Test
    void testARunThatEndsBetweenCalibrationAndReportIsCalibratedOnce() throws IOException {
        final TrainingSettings settings = settings(7, choices -> choices.calibrated(true));
        final TrainingReport whole = run(settings, new Recorder(directory.resolve("whole"), 0, null));
        final Path folder = directory.resolve("interrupted");
        final Path obstacle = Files.createDirectories(folder.resolve(TrainingRun.REPORT + ".part"));
        assertThrows(IOException.class, () -> run(settings, new Recorder(folder, 0, null)));
        // The report stands in its way alone: the model has its temperature by then.
        assertArrayEquals(Files.readAllBytes(directory.resolve("whole").resolve(TrainingRun.MODEL)), Files.readAllBytes(folder.resolve(TrainingRun.MODEL)));
        Files.delete(obstacle);
        final Recorder resumed = new Recorder(folder, 0, null);
        final TrainingReport report = run(settings, resumed);

        assertEquals(EPOCHS, resumed.resumedAfter);
        assertEquals(whole.calibration(), report.calibration());
        assertEquals(whole.modelId(), report.modelId());
    }

    @Test
    void testADiskThatIsFullAtTheCalibrationLeavesTheCheckpoint() throws IOException {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        final Path folder = directory.resolve("disk");
        final TrainingSettings settings = settings(7, choices -> choices.calibrated(true));
        final Recorder recorder = new Recorder(folder, 0, null) {
            @Override
            void afterEpoch(final int epoch) throws IOException {
                if (epoch == EPOCHS) {
                    Files.createSymbolicLink(folder.resolve(TrainingRun.MODEL + ".part"), full);
                }
            }
        };
        final TrainingInterruptedException exception = assertThrows(TrainingInterruptedException.class, () -> run(settings, recorder));
        for (final String part : List.of("The calibrated model cannot be kept in", "No space left", "checkpoint of epoch 4 is whole")) {
            assertTrue(exception.getMessage().contains(part), exception.getMessage());
        }

        final Recorder resumed = new Recorder(folder, 0, null);
        assertTrue(run(settings, resumed).calibration().temperature() > 0);
        assertEquals(EPOCHS, resumed.resumedAfter);
    }

    private static TrainingSettings settings(final long seed) throws IOException {
        return settings(seed, choices -> {
        });
    }

    private static TrainingSettings settings(final long seed, final Consumer<TrainingSettings.Builder> choices) throws IOException {
        return TestSettings.of(TINY, settings -> {
            settings.seed(seed).schedule().epochs(EPOCHS).learningRate(0.01);
            settings.optimizer().batchSize(4);
            choices.accept(settings);
        });
    }

    private TrainingReport run(final TrainingSettings settings, final Recorder recorder) throws IOException {
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            return new TrainingRun(settings, index, recorder.folder, recorder).run();
        }
    }

    private static List<String> files(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Notes what happens, and throws in the middle of an epoch where it is asked to. */
    private static class Recorder extends RunRecorder {

        private final Path folder;
        private final int failingEpoch;
        private final Throwable failure;
        private byte[] lastCheckpoint;

        Recorder(final Path folder, final int failingEpoch, final Throwable failure) {
            this.folder = folder;
            this.failingEpoch = failingEpoch;
            this.failure = failure;
        }

        @Override
        public void stepped(final int epoch, final int samples, final double loss) {
            if (epoch == failingEpoch && samples > 16) {
                switch (failure) {
                    case final RuntimeException exception -> throw exception;
                    case final Error error -> throw error;
                    default -> throw new IllegalArgumentException(failure);
                }
            }
        }

        @Override
        public void epochEnded(final EpochRecord epoch) {
            try {
                afterEpoch(epoch.epoch());
                lastCheckpoint = data(folder.resolve(files(folder).stream().filter(name -> name.startsWith(String.format(Locale.ROOT, "checkpoint-%06d",
                        epoch.epoch()))).findFirst().orElseThrow()));
            } catch (final IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void afterEpoch(final int epoch) throws IOException {
            assertTrue(epoch <= EPOCHS);
        }

        /** The tensors of a checkpoint: weights, momentum and the best model. Its description has seconds, which differ. */
        private static byte[] data(final Path checkpoint) throws IOException {
            try (FileChannel channel = FileChannel.open(checkpoint)) {
                final byte[] content = Files.readAllBytes(checkpoint);
                return Arrays.copyOfRange(content, (int) SafetensorsHeader.read(channel, checkpoint.toString()).dataStart(), content.length);
            }
        }
    }
}
