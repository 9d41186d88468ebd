package org.nififer.trainer.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.Split;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.NetworkParameters;
import org.nififer.network.SwinConfiguration;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.TestSettings;
import org.nififer.trainer.evaluation.TestModels;
import org.nififer.trainer.report.ModelCard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Trainings with unlabelled samples.
 */
class DistillationTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(48).patchSize(8).embeddingDimension(16).stages(List.of(1, 1), List.of(1, 2)).windowSize(3)
            .mlpRatio(2).seReduction(4).build();
    private static final List<Expression> TWO = List.of(Expression.HAPPINESS, Expression.SURPRISE);

    @TempDir
    private Path directory;
    /** Of 4 labelled and 6 unlabelled train samples. */
    private Path dataset;
    private Path teacher;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("faces.tar"), TWO, Map.of(Split.TRAIN, 2, Split.VALIDATION, 1), Map.of(Split.TRAIN, 3, Split.VALIDATION, 1));
        teacher = model("teacher.safetensors", 1);
    }

    private Path model(final String name, final long seed) throws IOException {
        final Path file = directory.resolve(name);
        try (NetworkParameters parameters = NetworkParameters.random(TestModels.TINY, seed)) {
            ModelFile.write(file, ModelDescription.of(TestModels.TINY), parameters);
        }

        return file;
    }

    /** The teacher has learned from 60 people. Of these the student has the labels of 4: alone they teach it hardly more than guessing. */
    @Test
    void testAStudentLearnsMoreWithUnlabelledSamplesThanWithout() throws IOException {
        final Map<Split, Integer> all = Map.of(Split.TRAIN, 60, Split.VALIDATION, 20, Split.TEST, 40);
        final Map<Split, Integer> few = Map.of(Split.TRAIN, 4, Split.VALIDATION, 20, Split.TEST, 40);
        final Path labelled = DrawnDataset.write(directory.resolve("labelled.tar"), TWO, all);
        final Path mixed = DrawnDataset.write(directory.resolve("mixed.tar"), TWO, few, Map.of(Split.TRAIN, 56));
        final double taught = accuracy(labelled, "experienced", Optional.empty());
        final double with = accuracy(mixed, "with", Optional.of(Teacher.open(directory.resolve("experienced").resolve(TrainingRun.MODEL), 0, 2)));
        final double without = accuracy(mixed, "without", Optional.empty());

        assertTrue(with > without + 0.1, String.format(Locale.ROOT, "%.3f with and %.3f without the unlabelled samples, the teacher %.3f", with, without, taught));
    }

    private double accuracy(final Path file, final String name, final Optional<Teacher> model) throws IOException {
        run(settings(10), model, file, directory.resolve(name), new Recorder());
        try (ExpressionClassifier classifier = ExpressionClassifier.open(directory.resolve(name).resolve(TrainingRun.MODEL)); DatasetIndex index = DatasetIndex.open(file)) {
            return Validation.of(classifier, index, index.samples(Split.TEST)).metrics().accuracy();
        }
    }

    @Test
    void testReportModelAndCardNameTheTeacherAndTheUnlabelledSamples() throws IOException {
        final Recorder recorder = new Recorder();
        final Path folder = directory.resolve("run");
        final Teacher model = Teacher.open(teacher, 0.25, 2);
        final TrainingReport report = run(settings(1), Optional.of(model), dataset, folder, recorder);

        assertEquals(10, recorder.trainingSamples);
        assertEquals(2, recorder.validationSamples);
        assertEquals(List.of("10 of 10"), recorder.taught);
        assertEquals(List.of("2 unlabelled validation samples are left out, since nothing can be measured with them"), recorder.warnings);
        final JsonNode json = new ObjectMapper().readTree(folder.resolve(TrainingRun.REPORT).toFile());
        try (ModelFile student = ModelFile.open(folder.resolve(TrainingRun.MODEL))) {
            for (final JsonNode summary : List.of(json, student.description().training())) {
                assertEquals(model.modelId(), summary.path("teacher").path("modelId").asText(), summary.toString());
                assertEquals(0.25, summary.path("teacher").path("weight").asDouble());
                assertEquals(2, summary.path("teacher").path("temperature").asDouble());
                assertEquals(3, summary.path("teacher").size());
                assertEquals(6, summary.path("samples").path("train").path("unlabelled").asInt());
            }
        }

        final String card = Files.readString(folder.resolve(ModelCard.FILE));
        assertTrue(card.contains(
                String.format(Locale.ROOT,
                        "| Teacher | model %s: its answers, at temperature 2, are the targets of 6 unlabelled train samples, and 0.25 of those of the labelled ones "
                + "whose expression it knows |", model.modelId())), card);
        assertFalse(card.contains("teacher.modelId"), card);
        assertTrue(Files.notExists(folder.resolve("soft-labels.safetensors")));
        assertEquals(report.runId(), json.path("runId").asText());
    }

    @Test
    void testWithoutATeacherUnlabelledSamplesAreLeftOutAndThatIsSaid() throws IOException {
        final Recorder recorder = new Recorder();
        final Path folder = directory.resolve("run");
        run(settings(1), Optional.empty(), dataset, folder, recorder);

        assertEquals(4, recorder.trainingSamples);
        assertEquals("6 unlabelled train samples are left out, since there is no teacher", recorder.warnings.getFirst());
        assertTrue(Files.readString(folder.resolve(ModelCard.FILE)).contains("| Teacher | none: the unlabelled train samples were left out |"));
    }

    @Test
    void testTheRunIdFollowsTheTeacher() throws IOException {
        final String none = id(Optional.empty());
        final String first = id(Optional.of(Teacher.open(teacher, 0, 1)));
        assertEquals(first, id(Optional.of(Teacher.open(Files.copy(teacher, directory.resolve("copy.safetensors")), 0, 1))));
        for (final Teacher other : List.of(Teacher.open(teacher, 0.5, 1), Teacher.open(teacher, 0, 2), Teacher.open(model("other.safetensors", 2), 0, 1))) {
            assertNotEquals(first, id(Optional.of(other)));
        }

        assertNotEquals(none, first);
    }

    private String id(final Optional<Teacher> model) throws IOException {
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            return new TrainingRun(settings(1), InitialWeights.random(TINY), model, index, directory.resolve("run"), new Recorder()).id();
        }
    }

    @Test
    void testAResumedRunAsksNobodyAgainAndIsEqualToTheBit() throws IOException {
        final Optional<Teacher> model = Optional.of(Teacher.open(teacher, 0.5, 2));
        run(settings(3), model, dataset, directory.resolve("whole"), new Recorder());
        final Path folder = directory.resolve("interrupted");
        assertThrows(IllegalStateException.class, () -> run(settings(3), model, dataset, folder, new Recorder(2)));
        final Recorder resumed = new Recorder();
        run(settings(3), model, dataset, folder, resumed);

        assertEquals(List.of(), resumed.taught);
        assertArrayEquals(Files.readAllBytes(directory.resolve("whole").resolve(TrainingRun.MODEL)), Files.readAllBytes(folder.resolve(TrainingRun.MODEL)));
    }

    @Test
    void testWhereTheAnswersAreDamagedTheTeacherIsAskedAgain() throws IOException {
        final Optional<Teacher> model = Optional.of(Teacher.open(teacher, 0, 1));
        run(settings(2), model, dataset, directory.resolve("whole"), new Recorder());
        final Path folder = directory.resolve("interrupted");
        assertThrows(IllegalStateException.class, () -> run(settings(2), model, dataset, folder, new Recorder(2)));
        Files.write(folder.resolve("soft-labels.safetensors"), new byte[10]);
        final Recorder resumed = new Recorder();
        run(settings(2), model, dataset, folder, resumed);

        assertEquals(List.of("6 of 6"), resumed.taught);
        assertTrue(resumed.warnings.getLast().contains("soft-labels.safetensors"), resumed.warnings.toString());
        assertArrayEquals(Files.readAllBytes(directory.resolve("whole").resolve(TrainingRun.MODEL)), Files.readAllBytes(folder.resolve(TrainingRun.MODEL)));
    }

    @Test
    void testAnotherTeacherDoesNotFinishARun() throws IOException {
        final Path folder = directory.resolve("run");
        assertThrows(IllegalStateException.class, () -> run(settings(2), Optional.of(Teacher.open(teacher, 0, 1)), dataset, folder, new Recorder(2)));
        final Teacher other = Teacher.open(model("other.safetensors", 2), 0, 1);
        final String modelId = Teacher.open(teacher, 0, 1).modelId();

        assertInvalid(Code.OTHER_RUN, String.format(Locale.ROOT, "teacher.modelId (\"%s\" there, \"%s\" here)", modelId, other.modelId()), Optional.of(other), dataset, folder);
        assertInvalid(Code.OTHER_RUN, "teacher.temperature (1.0 there, 2.0 here)", Optional.of(Teacher.open(teacher, 0, 2)), dataset, folder);
        assertInvalid(Code.OTHER_RUN, "teacher (", Optional.empty(), dataset, folder);
        TrainingRun.discard(folder);
        run(settings(1), Optional.of(other), dataset, folder, new Recorder());
    }

    @Test
    void testWhatCannotBeLearnedOrMeasuredIsNamed() throws IOException {
        final Path folder = directory.resolve("run");
        final Path unlabelled = DrawnDataset.write(directory.resolve("unlabelled.tar"), TWO, Map.of(Split.VALIDATION, 1), Map.of(Split.TRAIN, 2));
        assertInvalid(Code.INVALID_DATASET, "All train samples of", Optional.empty(), unlabelled, folder);
        run(settings(1), Optional.of(Teacher.open(teacher, 0, 1)), unlabelled, folder, new Recorder());

        final Path unmeasured = DrawnDataset.write(directory.resolve("unmeasured.tar"), TWO, Map.of(Split.TRAIN, 2), Map.of(Split.VALIDATION, 2));
        assertInvalid(Code.INVALID_DATASET, "All validation samples of", Optional.of(Teacher.open(teacher, 1, 1)), unmeasured, folder);
        final Path labelled = DrawnDataset.write(directory.resolve("labelled.tar"), TWO, Map.of(Split.TRAIN, 2, Split.VALIDATION, 1));
        assertInvalid(Code.INVALID_SETTING, "The teacher has nothing to say: its weight is 0.0", Optional.of(Teacher.open(teacher, 0, 1)), labelled, folder);
        final Path one = DrawnDataset.write(directory.resolve("one.tar"), List.of(Expression.FEAR), Map.of(Split.TRAIN, 2, Split.VALIDATION, 1), Map.of(Split.TRAIN, 1));
        assertInvalid(Code.INVALID_DATASET, "shows only fear", Optional.empty(), one, folder);
    }

    private void assertInvalid(final Code code, final String message, final Optional<Teacher> model, final Path file, final Path folder) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> run(settings(2), model, file, folder, new Recorder()));
        assertEquals(code, exception.code(), exception.getMessage());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }

    private static TrainingSettings settings(final int epochs) throws IOException {
        return TestSettings.of(TINY, choices -> {
            choices.seed(1).augmentation(TrainingAugmentation.NONE).schedule().epochs(epochs);
            choices.optimizer().kind(OptimizerKind.SGD).batchSize(8);
        });
    }

    private static TrainingReport run(final TrainingSettings settings, final Optional<Teacher> model, final Path file, final Path folder, final Recorder recorder)
            throws IOException {
        try (DatasetIndex index = DatasetIndex.open(file)) {
            return new TrainingRun(settings, InitialWeights.random(TINY), model, index, folder, recorder).run();
        }
    }

    /** Notes what happens, and throws in an epoch where it is asked to. */
    private static final class Recorder extends RunRecorder {

        private final int failingEpoch;

        Recorder() {
            this(0);
        }

        Recorder(final int failingEpoch) {
            this.failingEpoch = failingEpoch;
        }

        @Override
        public void stepped(final int epoch, final int samples, final double loss) {
            if (epoch == failingEpoch) {
                throw new IllegalStateException("in the epoch that shall fail");
            }
        }

        @Override
        public void epochEnded(final EpochRecord epoch) {
            super.epochEnded(epoch);
            assertTrue(epoch.trainingLoss() > 0);
        }
    }
}
