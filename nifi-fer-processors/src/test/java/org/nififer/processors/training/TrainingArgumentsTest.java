package org.nififer.processors.training;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.cli.Main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingArgumentsTest {

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
    void testThePapersRecipeNeedsNoOtherOptions() {
        runner.assertValid();
        assertEquals(List.of("--preset", "swin-t", "--variant", "swin-se", "--optimizer", "sam", "--epochs", "25", "--batch-size", "16",
                "--augmentation", "flip-rotate", "--colour", "auto", "--seed", "0", "--calibrated", "false"), arguments());
    }

    @Test
    void testTheCommandLineUnderstandsEveryPropertyWithItsDefault() {
        runner.setProperty(TrainingProperties.PRESET, "custom");
        runner.setProperty(TrainingProperties.OPTIMIZER, "asam");
        runner.setProperty(TrainingProperties.RECIPE, "custom");
        runner.setProperty(TrainingProperties.RHO, "0.3");
        runner.setProperty(TrainingProperties.LEARNING_RATE, "0.02");
        runner.setProperty(TrainingProperties.WEIGHT_DECAY, "0.001");
        runner.setProperty(TrainingProperties.DROP_PATH, "0.1");
        runner.setProperty(TrainingProperties.IMAGE_SIZE, "112");
        runner.setProperty(TrainingProperties.TEACHER, teacher.toString());
        runner.assertValid();
        final List<String> arguments = arguments();

        assertFalse(arguments.contains("--preset"));
        // Every property but the preset, the recipe, the file of the teacher, initial weights with their normalization, those of AdamW, and that of the cosine.
        assertEquals(2 * (TrainingProperties.ALL.size() - 8), arguments.size());
        assertUnderstood(arguments);

        runner.setProperty(TrainingProperties.OPTIMIZER, "adamw-asam");
        runner.setProperty(TrainingProperties.SCHEDULE, "cosine");
        final List<String> others = arguments();
        // AdamW has two numbers where SGD has one, the cosine one where the steps have two.
        assertEquals(arguments.size(), others.size());
        assertTrue(others.containsAll(List.of("--beta1", "--beta2", "--rho", "--sam-part", "--sam-interval", "--minimum-learning-rate")), others::toString);
        assertFalse(others.contains("--momentum"));
        assertUnderstood(others);
    }

    @Test
    void testAResNetIsAPresetLikeOthers() {
        runner.setProperty(TrainingProperties.PRESET, "resnet-mini");
        runner.assertValid();
        assertEquals(List.of("--preset", "resnet-mini", "--variant", "swin-se"), arguments().subList(0, 4));
        assertUnderstood(arguments());

        runner.setProperty(TrainingProperties.RECIPE, "custom");
        assertInvalid(TrainingProperties.FROZEN_STAGES, "3");
        assertInvalid(TrainingProperties.IMAGE_SIZE, "8");
        runner.assertValid();
    }

    @Test
    void testWhatIsNotShownHasNoEffect() {
        runner.setProperty(TrainingProperties.RECIPE, "custom");
        runner.setProperty(TrainingProperties.SCHEDULE, "cosine");
        runner.setProperty(TrainingProperties.OPTIMIZER, "sgd");
        runner.setProperty(TrainingProperties.RHO, "0.3");
        final List<String> arguments = arguments();

        assertTrue(arguments.contains("--schedule"));
        assertFalse(arguments.contains("--decay-factor"));
        assertFalse(arguments.contains("--rho"));
        assertFalse(arguments.contains("--sam-part"));
        assertFalse(arguments.contains("--sam-interval"));
        assertFalse(arguments.contains("--beta1"));
        assertFalse(arguments.contains("--depths"));

        assertFalse(arguments.contains("--teacher-weight"));
        runner.setProperty(TrainingProperties.TEACHER, teacher.toString());
        assertTrue(arguments().contains("--teacher-weight"));
        assertTrue(TrainingArguments.hasTeacher(runner.getProcessContext()));
        runner.setProperty(TrainingProperties.RECIPE, "paper");
        assertFalse(arguments().contains("--schedule"));
        assertFalse(arguments().contains("--teacher-weight"));
        assertFalse(TrainingArguments.hasTeacher(runner.getProcessContext()));
    }

    @Test
    void testInitialWeightsBringTheirArchitecture() {
        runner.setProperty(TrainingProperties.PRESET, "custom");
        runner.setProperty(TrainingProperties.INITIAL_WEIGHTS, "weights.pth");
        runner.setProperty(TrainingProperties.NORMALIZATION, "half");
        final List<String> arguments = arguments();

        assertFalse(arguments.contains("--depths"));
        assertTrue(arguments.contains("--normalization"));
    }

    @Test
    void testWrongValuesAreNotValid() {
        runner.setProperty(TrainingProperties.PRESET, "custom");
        runner.setProperty(TrainingProperties.RECIPE, "custom");
        assertInvalid(TrainingProperties.DEPTHS, "2,,2");
        assertInvalid(TrainingProperties.HEADS, "3;6");
        assertInvalid(TrainingProperties.AUGMENTATION, "flip,blur");
        assertInvalid(TrainingProperties.RHO, "0");
        assertInvalid(TrainingProperties.MOMENTUM, "1");
        assertInvalid(TrainingProperties.CLIP_NORM, "-1");
        assertInvalid(TrainingProperties.SHARPNESS_PART, "0");
        assertInvalid(TrainingProperties.SHARPNESS_INTERVAL, "0");
        assertInvalid(TrainingProperties.LABEL_SMOOTHING, "1");
        assertInvalid(TrainingProperties.MIXUP, "-0.1");
        assertInvalid(TrainingProperties.AVERAGE_DECAY, "1");
        runner.setProperty(TrainingProperties.TEACHER, teacher.toString());
        assertInvalid(TrainingProperties.TEACHER_WEIGHT, "1.01");
        assertInvalid(TrainingProperties.TEACHER_WEIGHT, "-1");
        assertInvalid(TrainingProperties.TEACHER_TEMPERATURE, "0");
        assertInvalid(TrainingProperties.TEACHER_TEMPERATURE, "21");
        assertInvalid(TrainingProperties.DROP_PATH, "x");
        assertInvalid(TrainingProperties.FROZEN_STAGES, "-1");
        assertInvalid(TrainingProperties.ACCUMULATION, "0");
        assertInvalid(TrainFerModel.RETENTION, "1 min");
        runner.assertValid();
    }

    @Test
    void testSettingsThatContradictEachOtherAreNotValid() {
        runner.setProperty(TrainingProperties.PRESET, "custom");
        runner.setProperty(TrainingProperties.RECIPE, "custom");
        assertInvalid(TrainingProperties.HEADS, "3,6,12,25");
        assertInvalid(TrainingProperties.DEPTHS, "2,2");
        assertInvalid(TrainingProperties.WARMUP_EPOCHS, "25");
        runner.setProperty(TrainingProperties.SCHEDULE, "cosine");
        assertInvalid(TrainingProperties.MINIMUM_LEARNING_RATE, "0.02");
        assertInvalid(TrainingProperties.FROZEN_STAGES, "5");
        assertInvalid(TrainingProperties.IMAGE_SIZE, "223");
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

    private List<String> arguments() {
        return TrainingArguments.of(runner.getProcessContext(), TrainingProperties.SEED.getDefaultValue());
    }

    private static void assertUnderstood(final List<String> arguments) {
        final List<String> all = new ArrayList<>(List.of("train", "--output-directory", "run", "faces.tar"));
        all.addAll(arguments);
        assertTrue(Main.commandLine().parseArgs(all.toArray(String[]::new)).errors().isEmpty());
    }
}
