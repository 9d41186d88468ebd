package org.nififer.trainer.ablation;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Split;
import org.nififer.network.Precision;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.TestSettings;
import org.nififer.trainer.evaluation.TestModels;
import org.nififer.trainer.run.EpochRecord;
import org.nififer.trainer.run.TrainingAugmentation;
import org.nififer.trainer.run.TrainingListener;
import org.nififer.trainer.run.TrainingRequest;
import org.nififer.trainer.run.TrainingRun;
import org.nififer.trainer.run.TrainingSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AblationTest {

    private static final List<AblationRow> ROWS = List.of(AblationRow.SWIN_T, AblationRow.SWIN_T_SE_SAM);
    private static final int EPOCHS = 2;

    @TempDir
    private Path directory;
    private Path dataset;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 2, Split.VALIDATION, 1, Split.TEST, 2));
    }

    @Test
    void testAnInterruptedAblationComesToTheSameTable() throws IOException {
        final AblationResult whole = run("whole", 0.01, new Recorder());
        final Recorder interrupted = new Recorder();
        interrupted.failingRun = 2;
        assertThrows(IllegalStateException.class, () -> run("interrupted", 0.01, interrupted));
        final Recorder resumed = new Recorder();
        final AblationResult result = run("interrupted", 0.01, resumed);

        assertEquals(0, whole.earlierRuns());
        assertEquals(1, result.earlierRuns());
        // The first run was finished, the second had one epoch of two, the third and fourth had not begun.
        assertEquals(List.of(2, 1, 2, 1, 2), resumed.epochs);
        assertEquals(whole.table(), result.table());
        assertEquals(whole.runs().stream().map(AblationResult.Run::modelId).toList(), result.runs().stream().map(AblationResult.Run::modelId).toList());
        assertEquals(16, result.testSamples());
        assertEquals(List.of(0L, 1L), result.comparisons().stream().map(AblationResult.Comparison::seed).toList());
        assertTrue(Files.exists(directory.resolve("whole").resolve("SwinT-SE-SAM").resolve("1").resolve(TrainingRun.MODEL)));

        for (final AblationResult.Run run : result.runs()) {
            assertEquals(EPOCHS, run.epochs());
            assertTrue(run.trainingSeconds() > 0);
        }
    }

    @Test
    void testRunsOfOtherSettingsAreRefusedUntilTheyAreDiscarded() throws IOException {
        run("same", 0.01, new Recorder());
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> run("same", 0.02, new Recorder()));
        assertTrue(exception.getMessage().contains("SwinT/0/report.json is the report of another run"), exception.getMessage());

        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            final Ablation ablation = new Ablation(index, directory.resolve("same"), ROWS, new SmallPlan(0.02));
            ablation.discard(0);
            assertTrue(ablation.train(AblationRow.SWIN_T, 0, new Recorder()));
            assertFalse(ablation.train(AblationRow.SWIN_T, 0, new Recorder()));
        }
    }

    @Test
    void testARunWithADamagedModelOrReportIsRepeated() throws IOException {
        run("replaced", 0.01, new Recorder());
        final Path folder = directory.resolve("replaced").resolve("SwinT");
        Files.copy(folder.resolve("0").resolve(TrainingRun.MODEL), folder.resolve("1").resolve("copy"));
        Files.move(folder.resolve("1").resolve("copy"), folder.resolve("1").resolve(TrainingRun.MODEL), StandardCopyOption.REPLACE_EXISTING);
        assertRepeats("is not the model of");
        Files.writeString(folder.resolve("1").resolve(TrainingRun.REPORT), "{");
        assertRepeats("report.json is not JSON");
        Files.write(folder.resolve("1").resolve(TrainingRun.MODEL), new byte[100]);
        assertRepeats("model.safetensors");
    }

    private void assertRepeats(final String warning) throws IOException {
        final Recorder recorder = new Recorder();
        assertEquals(3, run("replaced", 0.01, recorder).earlierRuns());
        assertEquals(List.of(1, 2), recorder.epochs);
        final String first = recorder.warnings.getFirst();
        assertTrue(first.contains(warning) && first.endsWith("; the run is repeated"), first);
    }

    @Test
    void testADatasetWithoutTestSplitIsRefused() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> run("none", 0.01, new Recorder()));
        assertTrue(exception.getMessage().contains("faces.tar has no test samples"), exception.getMessage());
        assertFalse(Files.exists(directory.resolve("none")));
    }

    private AblationResult run(final String folder, final double learningRate, final Recorder recorder) throws IOException {
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            final Ablation ablation = new Ablation(index, directory.resolve(folder), ROWS, new SmallPlan(learningRate));
            for (int seed = 0; seed < 2; seed++) {
                for (final AblationRow row : ROWS) {
                    ablation.train(row, seed, recorder);
                }

                ablation.evaluate(seed, ProgressListener.NONE);
            }

            return ablation.result();
        }
    }

    private record SmallPlan(double learningRate) implements Ablation.Plan {

        @Override
        public TrainingRequest request(final AblationRow row, final long seed) throws InvalidInputException {
            return new TrainingRequest(TestSettings.of(row.variant().orElseThrow().apply(TestModels.TINY), choices -> {
                choices.seed(seed).precision(Precision.FP32).augmentation(TrainingAugmentation.NONE).schedule().epochs(EPOCHS).learningRate(learningRate);
                choices.optimizer().kind(row.optimizer()).batchSize(8);
            }), null, null);
        }
    }

    /** Notes the epochs of all runs, and throws in the second epoch of a run where it is asked to. */
    private static final class Recorder implements TrainingListener {

        private final List<Integer> epochs = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private int failingRun;
        private int runs;

        @Override
        public void started(final String runId, final TrainingSettings settings, final int trainingSamples, final int validationSamples) {
            runs++;
        }

        @Override
        public void stepped(final int epoch, final int samples, final double loss) {
            if (runs == failingRun && epoch == 2) {
                throw new IllegalStateException("in the second epoch");
            }
        }

        @Override
        public void epochEnded(final EpochRecord epoch) {
            epochs.add(epoch.epoch());
        }

        @Override
        public void warned(final String message) {
            warnings.add(message);
        }
    }
}
