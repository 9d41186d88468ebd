package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.Sha256;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.network.Precision;
import org.nififer.network.SwinConfiguration;
import org.nififer.trainer.TestSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Trainings with samples that have votes, with and without a majority.
 */
class VotedRunTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(16).embeddingDimension(8).stages(List.of(1), List.of(1)).windowSize(2).mlpRatio(2)
            .seReduction(2).build();

    private static final Consumer<TrainingSettings.Builder> USUAL = settings -> {
    };

    @TempDir
    private Path directory;

    /** Four train and four validation samples; those of happiness have no majority. */
    private Path dataset(final boolean agreed) throws IOException {
        final Path file = directory.resolve("faces.tar");
        try (DatasetWriter writer = DatasetWriter.create(file)) {
            for (final Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
                for (int number = 0; number < 4; number++) {
                    final Expression expression = number % 2 == 0 ? Expression.HAPPINESS : Expression.FEAR;
                    final byte[] image = ImageCodec.encodePng(DrawnFaces.face(expression, number, 16));
                    final SampleMetadata.Builder metadata = SampleMetadata.builder(expression).votes(Map.of(expression, 4)).split(split).sha256(Sha256.hex(image))
                            .hasMajority(agreed && expression == Expression.FEAR);
                    writer.write(new Sample(String.format(Locale.ROOT, "%s_%d", split.label(), number), ImageFormat.PNG, image, metadata.build()));
                }
            }
        }

        return file;
    }

    private static TrainingSettings settings(final Consumer<TrainingSettings.Builder> choices) throws InvalidInputException {
        return TestSettings.of(TINY, settings -> {
            settings.seed(1).precision(Precision.FP32).augmentation(TrainingAugmentation.NONE).schedule().epochs(1);
            settings.optimizer().kind(OptimizerKind.SGD).batchSize(2);
            choices.accept(settings);
        });
    }

    private TrainingReport run(final TrainingSettings settings, final Path dataset, final List<String> told) throws IOException {
        final RunRecorder recorder = new RunRecorder();
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            final TrainingReport report = new TrainingRun(settings, index, directory.resolve("run"), recorder).run();
            told.add(String.format(Locale.ROOT, "%d trained, %d validated", recorder.trainingSamples, recorder.validationSamples));
            told.addAll(recorder.warnings);
            return report;
        }
    }

    @Test
    void testSamplesWithoutAMajorityAreLearnedFromAndNotMeasuredBy() throws IOException {
        final List<String> told = new ArrayList<>();
        final TrainingReport report = run(settings(USUAL), dataset(true), told);

        assertEquals(List.of("4 trained, 2 validated", "2 validation samples on whose labels no majority agrees are left out, since nothing can be measured with them"), told);
        assertEquals(2, report.validation().samples());
    }

    @Test
    void testValidationNeedsAMajority() throws IOException {
        final Path dataset = dataset(false);
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> run(settings(USUAL), dataset, new ArrayList<>()));
        assertTrue(exception.getMessage().contains("are unlabelled, or no majority agrees on their labels"), exception.getMessage());
    }

    @Test
    void testWhatTheDatasetDoesNotHaveIsWarnedOf() throws IOException {
        final List<String> told = new ArrayList<>();
        run(settings(settings -> settings.targets().originalPart(0.5).voteWeights(true)), dataset(true), told);

        assertEquals(List.of("No train sample has an original label beside its votes, so that nothing of it can be in the targets",
                "No train sample says how many of its annotators chose no expression, so that all count the same"), told.subList(2, 4));
    }

    @Test
    void testSettingsOutOfRangeAreNamed() throws InvalidInputException {
        assertInvalid("The part of the original label is 1.5; it must be 0 (none of the target) to 1 (all of it)",
                settings(settings -> settings.targets().originalPart(1.5)));
        assertInvalid("The power of balanced sampling is NaN; it must be 0 (every sample once an epoch) to 1 (every expression as often)",
                settings(settings -> settings.targets().balancedSampling(Double.NaN)));
        assertInvalid("The logit adjustment is 3.5; it must be 0 (none) to 3.0", settings(settings -> settings.targets().logitAdjustment(3.5)));
        assertInvalid("The CutMix is -1.0; it must be 0 (none) to 2.0", settings(settings -> settings.cutMix(-1)));
    }

    private static void assertInvalid(final String message, final TrainingSettings settings) {
        assertEquals(message, assertThrows(InvalidInputException.class, settings::validate).getMessage());
    }
}
