package org.nififer.trainer.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Trainings with samples that have votes, with and without a majority.
 */
class VotedRunTest {

    private static final SwinConfiguration TINY = new SwinConfiguration(16, 4, 8, List.of(1), List.of(1), 2, 2, 0, 8, 2);

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

    private static TrainingSettings settings(final TargetSettings targets, final AugmentationSettings augmentation) {
        final TrainingSettings usual = TrainingSettings.of(TINY, OptimizerKind.SGD, 1, 2, 0.01, 1, Precision.FP32, TrainingAugmentation.NONE);
        return new TrainingSettings(usual.architecture(), usual.schedule(), usual.optimizer(), targets, augmentation, usual.weights(), usual.seed(), usual.precision());
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
        final TrainingReport report = run(settings(TargetSettings.DEFAULT, new AugmentationSettings(TrainingAugmentation.NONE, 0)), dataset(true), told);

        assertEquals(List.of("4 trained, 2 validated", "2 validation samples on whose labels no majority agrees are left out, since nothing can be measured with them"), told);
        assertEquals(2, report.validation().samples());
    }

    @Test
    void testValidationNeedsAMajority() throws IOException {
        final Path dataset = dataset(false);
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> run(settings(TargetSettings.DEFAULT, new AugmentationSettings(TrainingAugmentation.NONE, 0)), dataset, new ArrayList<>()));
        assertTrue(exception.getMessage().contains("are unlabelled, or no majority agrees on their labels"), exception.getMessage());
    }

    @Test
    void testWhatTheDatasetDoesNotHaveIsWarnedOf() throws IOException {
        final List<String> told = new ArrayList<>();
        run(settings(new TargetSettings(true, 0, ClassWeights.NONE, 0.5, true, 0, 0), new AugmentationSettings(TrainingAugmentation.NONE, 0)), dataset(true), told);

        assertEquals(List.of("No train sample has an original label beside its votes, so that nothing of it can be in the targets",
                "No train sample says how many of its annotators chose no expression, so that all count the same"), told.subList(2, 4));
    }

    @Test
    void testSettingsOutOfRangeAreNamed() {
        final AugmentationSettings none = new AugmentationSettings(TrainingAugmentation.NONE, 0);
        assertInvalid("The part of the original label is 1.5; it must be 0 (none of the target) to 1 (all of it)",
                settings(new TargetSettings(true, 0, ClassWeights.NONE, 1.5, false, 0, 0), none));
        assertInvalid("The power of balanced sampling is NaN; it must be 0 (every sample once an epoch) to 1 (every expression as often)",
                settings(new TargetSettings(true, 0, ClassWeights.NONE, 0, false, Double.NaN, 0), none));
        assertInvalid("The logit adjustment is 3.5; it must be 0 (none) to 3.0", settings(new TargetSettings(true, 0, ClassWeights.NONE, 0, false, 0, 3.5), none));
        assertInvalid("The CutMix is -1.0; it must be 0 (none) to 2.0", settings(TargetSettings.DEFAULT, new AugmentationSettings(TrainingAugmentation.NONE, 0, -1)));
    }

    private static void assertInvalid(final String message, final TrainingSettings settings) {
        assertEquals(message, assertThrows(InvalidInputException.class, settings::validate).getMessage());
    }

    @Test
    void testWhatIsOffIsNotInTheJsonAndSoNotInTheRunId() {
        final JsonNode off = new ObjectMapper().valueToTree(settings(TargetSettings.DEFAULT, new AugmentationSettings(TrainingAugmentation.FLIP_ROTATE, 0)));
        assertEquals("{\"softVotes\":true,\"labelSmoothing\":0.0,\"classWeights\":\"none\"}", off.path("targets").toString());
        assertEquals("{\"operations\":\"flip-rotate\",\"mixup\":0.0}", off.path("augmentation").toString());
        final JsonNode on = new ObjectMapper().valueToTree(settings(new TargetSettings(true, 0, ClassWeights.EFFECTIVE, 0.2, true, 0.5, 1),
                new AugmentationSettings(TrainingAugmentation.ofLabel("rotation:15,flip"), 0.2, 1)));
        assertEquals("{\"softVotes\":true,\"labelSmoothing\":0.0,\"classWeights\":\"effective\",\"originalPart\":0.2,\"voteWeights\":true,\"balancedSampling\":0.5,"
                + "\"logitAdjustment\":1.0}", on.path("targets").toString());
        assertEquals("{\"operations\":\"flip,rotation:15\",\"mixup\":0.2,\"cutMix\":1.0}", on.path("augmentation").toString());
    }
}
