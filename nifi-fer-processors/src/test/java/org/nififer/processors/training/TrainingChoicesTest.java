package org.nififer.processors.training;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.InvalidInputException;
import org.nififer.network.NetworkPreset;
import org.nififer.trainer.TestSettings;
import org.nififer.trainer.run.LearningRateDecay;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.TrainingRequest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TrainingChoicesTest {

    @TempDir
    private Path directory;
    private Path teacher;
    private TestRunner runner;

    @BeforeEach
    void setUp() throws IOException {
        // NiFi wants it to be there, whatever it is.
        teacher = Files.createFile(directory.resolve("teacher.onnx"));
        runner = TestRunners.newTestRunner(TrainFerModel.class);
    }

    @Test
    void testWhatIsNotSetIsThePapers() throws IOException {
        runner.assertValid();
        assertEquals(TrainingRequest.builder().build(), request());
        // Also where the values are there to be seen.
        runner.setProperty(NetworkProperties.PRESET, "custom");
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        runner.assertValid();
        assertEquals(TrainingRequest.builder().build(), request());
    }

    @Test
    void testAllChoicesMeanWhatTheyMeanOnTheCommandLine() throws IOException {
        runner.setProperty(NetworkProperties.PRESET, "custom");
        runner.setProperty(NetworkProperties.EMBEDDING_DIMENSION, "32");
        runner.setProperty(NetworkProperties.DEPTHS, "1,2");
        runner.setProperty(NetworkProperties.HEADS, "2,4");
        runner.setProperty(NetworkProperties.WINDOW_SIZE, "6");
        runner.setProperty(NetworkProperties.PATCH_SIZE, "8");
        runner.setProperty(NetworkProperties.PATCH_EMBEDDING, "convolutional");
        runner.setProperty(NetworkProperties.IMAGE_SIZE, "96");
        runner.setProperty(NetworkProperties.VARIANT, "swin");
        runner.setProperty(RecipeProperties.OPTIMIZER, "adamw-asam");
        runner.setProperty(RecipeProperties.RHO, "0.3");
        runner.setProperty(RecipeProperties.EPOCHS, "30");
        runner.setProperty(RecipeProperties.BATCH_SIZE, "32");
        runner.setProperty(RecipeProperties.LEARNING_RATE, "2e-3");
        runner.setProperty(RecipeProperties.AUGMENTATION, "rotation:15,flip");
        runner.setProperty(RecipeProperties.COLOUR, "grey");
        runner.setProperty(RecipeProperties.SEED, "7");
        runner.setProperty(RecipeProperties.CALIBRATED, "true");
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        runner.setProperty(StepProperties.ACCUMULATION, "2");
        runner.setProperty(StepProperties.FIRST_BETA, "0.8");
        runner.setProperty(StepProperties.SECOND_BETA, "0.99");
        runner.setProperty(StepProperties.WEIGHT_DECAY, "0.02");
        runner.setProperty(StepProperties.DECAYED_WEIGHTS, "all");
        runner.setProperty(StepProperties.CLIP_NORM, "1");
        runner.setProperty(StepProperties.SHARPNESS_PART, "0.75");
        runner.setProperty(StepProperties.SHARPNESS_INTERVAL, "5");
        runner.setProperty(StepProperties.SCHEDULE, "cosine");
        runner.setProperty(StepProperties.MINIMUM_LEARNING_RATE, "0.001");
        runner.setProperty(StepProperties.WARMUP_EPOCHS, "3");
        runner.setProperty(StepProperties.PATIENCE, "5");
        runner.setProperty(StepProperties.DROP_PATH, "0.1");
        runner.setProperty(StepProperties.AVERAGE_DECAY, "0.999");
        runner.setProperty(StepProperties.BEST_EPOCH, "macro-recall");
        runner.setProperty(StepProperties.FROZEN_STAGES, "1");
        runner.setProperty(StepProperties.PRECISION, "bf16");
        runner.setProperty(TargetProperties.SOFT_TARGETS, "false");
        runner.setProperty(TargetProperties.LABEL_SMOOTHING, "0.1");
        runner.setProperty(TargetProperties.CLASS_WEIGHTS, "balanced");
        runner.setProperty(TargetProperties.ORIGINAL_PART, "0.2");
        runner.setProperty(TargetProperties.VOTE_WEIGHTS, "true");
        runner.setProperty(TargetProperties.BALANCED_SAMPLING, "0.5");
        runner.setProperty(TargetProperties.LOGIT_ADJUSTMENT, "1.5");
        runner.setProperty(TargetProperties.TEACHER, "/models/teacher.onnx");
        runner.setProperty(TargetProperties.TEACHER_WEIGHT, "0.25");
        runner.setProperty(TargetProperties.TEACHER_TEMPERATURE, "2");
        runner.setProperty(TargetProperties.MIXUP, "0.2");
        runner.setProperty(TargetProperties.CUT_MIX, "0.8");

        assertEquals(TestSettings.tree(TestSettings.request("request-with-teacher.json")), TestSettings.tree(request()));
    }

    /** They bring their architecture, so that what the properties say of it has no effect. */
    @Test
    void testSoDoInitialWeights() throws IOException {
        runner.setProperty(NetworkProperties.PRESET, "custom");
        runner.setProperty(NetworkProperties.DEPTHS, "1,1,1,1");
        runner.setProperty(NetworkProperties.INITIAL_WEIGHTS, "/models/swin.pth");
        runner.setProperty(NetworkProperties.IMAGE_SIZE, "112");
        runner.setProperty(NetworkProperties.NORMALIZATION, "half");
        runner.setProperty(NetworkProperties.VARIANT, "swin");
        runner.setProperty(RecipeProperties.OPTIMIZER, "sgd");
        runner.setProperty(RecipeProperties.EPOCHS, "4");
        runner.setProperty(RecipeProperties.LEARNING_RATE, "0.005");
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        runner.setProperty(StepProperties.MOMENTUM, "0.8");
        runner.setProperty(StepProperties.DECAY_FACTOR, "0.5");
        runner.setProperty(StepProperties.DECAY_EPOCHS, "2");
        runner.setProperty(StepProperties.DROP_PATH, "0.3");
        runner.setProperty(StepProperties.PRECISION, "fp32");

        assertEquals(TestSettings.tree(TestSettings.request("request-from-weights.json")), TestSettings.tree(request()));
    }

    @Test
    void testAResNetIsAPresetLikeOthers() throws IOException {
        runner.setProperty(NetworkProperties.PRESET, "resnet-mini");
        runner.assertValid();
        assertEquals(NetworkPreset.RESNET_MINI.configuration(), request().settings().architecture());

        runner.setProperty(RecipeProperties.RECIPE, "custom");
        assertInvalid(StepProperties.FROZEN_STAGES, "3");
        assertInvalid(NetworkProperties.IMAGE_SIZE, "8");
        runner.assertValid();
    }

    @Test
    void testWhatIsNotShownHasNoEffect() throws IOException {
        runner.setProperty(NetworkProperties.DEPTHS, "1,1");
        runner.setProperty(NetworkProperties.NORMALIZATION, "half");
        runner.setProperty(RecipeProperties.RHO, "0.3");
        runner.setProperty(StepProperties.SHARPNESS_PART, "0.5");
        runner.setProperty(StepProperties.FIRST_BETA, "0.5");
        runner.setProperty(StepProperties.DECAY_FACTOR, "0.5");
        runner.setProperty(TargetProperties.TEACHER_WEIGHT, "0.5");
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        runner.setProperty(StepProperties.SCHEDULE, "cosine");
        runner.setProperty(RecipeProperties.OPTIMIZER, "sgd");
        final TrainingRequest.Builder expected = TrainingRequest.builder();
        expected.settings().optimizer().kind(OptimizerKind.SGD);
        expected.settings().schedule().decay(LearningRateDecay.COSINE);
        assertEquals(expected.build(), request());

        runner.setProperty(TargetProperties.TEACHER, teacher.toString());
        assertEquals(new TrainingRequest.TeacherFile(teacher, 0.5, 1), request().teacher());
        runner.setProperty(RecipeProperties.RECIPE, "paper");
        final TrainingRequest.Builder paper = TrainingRequest.builder();
        paper.settings().optimizer().kind(OptimizerKind.SGD);
        assertEquals(paper.build(), request());
    }

    @Test
    void testWrongValuesAreNotValid() {
        runner.setProperty(NetworkProperties.PRESET, "custom");
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        assertInvalid(NetworkProperties.DEPTHS, "2,,2");
        assertInvalid(NetworkProperties.HEADS, "3;6");
        assertInvalid(RecipeProperties.AUGMENTATION, "flip,blur");
        assertInvalid(RecipeProperties.RHO, "0");
        assertInvalid(StepProperties.MOMENTUM, "1");
        assertInvalid(StepProperties.CLIP_NORM, "-1");
        assertInvalid(StepProperties.SHARPNESS_PART, "0");
        assertInvalid(StepProperties.SHARPNESS_INTERVAL, "0");
        assertInvalid(TargetProperties.LABEL_SMOOTHING, "1");
        assertInvalid(TargetProperties.MIXUP, "-0.1");
        assertInvalid(StepProperties.AVERAGE_DECAY, "1");
        runner.setProperty(TargetProperties.TEACHER, teacher.toString());
        assertInvalid(TargetProperties.TEACHER_WEIGHT, "1.01");
        assertInvalid(TargetProperties.TEACHER_WEIGHT, "-1");
        assertInvalid(TargetProperties.TEACHER_TEMPERATURE, "0");
        assertInvalid(TargetProperties.TEACHER_TEMPERATURE, "21");
        assertInvalid(StepProperties.DROP_PATH, "x");
        assertInvalid(StepProperties.FROZEN_STAGES, "-1");
        assertInvalid(StepProperties.ACCUMULATION, "0");
        assertInvalid(TrainFerModel.RETENTION, "1 min");
        runner.assertValid();
    }

    @Test
    void testSettingsThatContradictEachOtherAreNotValid() {
        runner.setProperty(NetworkProperties.PRESET, "custom");
        runner.setProperty(RecipeProperties.RECIPE, "custom");
        assertInvalid(NetworkProperties.HEADS, "3,6,12,25");
        assertInvalid(NetworkProperties.DEPTHS, "2,2");
        assertInvalid(StepProperties.WARMUP_EPOCHS, "25");
        runner.setProperty(StepProperties.SCHEDULE, "cosine");
        assertInvalid(StepProperties.MINIMUM_LEARNING_RATE, "0.02");
        assertInvalid(StepProperties.FROZEN_STAGES, "5");
        assertInvalid(NetworkProperties.IMAGE_SIZE, "223");
        runner.assertValid();
    }

    private void assertInvalid(final PropertyDescriptor property, final String value) {
        final String before = runner.getProcessContext().getProperty(property).getValue();
        runner.setProperty(property, value);
        runner.assertNotValid();
        if (property.getDefaultValue() == null) {
            runner.removeProperty(property);
        } else {
            runner.setProperty(property, before);
        }
    }

    private TrainingRequest request() throws InvalidInputException {
        return TrainFerModel.CHOICES.request(runner.getProcessContext(), new MockFlowFile(1));
    }
}
