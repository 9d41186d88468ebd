package org.nififer.trainer.run;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.Split;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.model.Normalization;
import org.nififer.model.OnnxExport;
import org.nififer.network.NetworkParameters;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.evaluation.TestModels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SoftLabelsTest {

    /** Without contempt, in another order than the ids. */
    private static final List<Expression> SEVEN = List.of(Expression.NEUTRAL, Expression.ANGER, Expression.FEAR, Expression.SADNESS, Expression.HAPPINESS, Expression.DISGUST,
            Expression.SURPRISE);

    @TempDir
    private Path directory;
    private Path dataset;

    /** Four labelled samples, one of them of contempt, and four unlabelled ones. */
    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("faces.tar"), List.of(Expression.FEAR, Expression.CONTEMPT), Map.of(Split.TRAIN, 2), Map.of(Split.TRAIN, 2));
    }

    @Test
    void testTheTemperatureSoftensAsItDividesLogits() {
        final double[] logits = {3, -1, 0.5};
        final Map<Expression, Double> probabilities = new EnumMap<>(Expression.class);
        final List<Expression> known = List.of(Expression.SADNESS, Expression.FEAR, Expression.ANGER);
        for (int label = 0; label < logits.length; label++) {
            probabilities.put(known.get(label), softmax(logits, 1)[label]);
        }

        final List<Expression> labels = List.of(Expression.FEAR, Expression.SADNESS, Expression.HAPPINESS, Expression.ANGER);
        for (final double temperature : new double[]{0.5, 1, 2, 4}) {
            final double[] softmax = softmax(logits, temperature);
            assertArrayEquals(new double[]{softmax[1], softmax[0], 0, softmax[2]}, SoftLabels.softened(probabilities, labels, temperature), 1e-12);
        }

        assertArrayEquals(new double[]{0, 1, 0, 0}, SoftLabels.softened(probabilities, labels, 1e-4), 1e-12);
    }

    private static double[] softmax(final double[] logits, final double temperature) {
        final double sum = Arrays.stream(logits).map(logit -> Math.exp(logit / temperature)).sum();
        return Arrays.stream(logits).map(logit -> Math.exp(logit / temperature) / sum).toArray();
    }

    /** The teacher reads images of 16 pixels, the dataset has 48; it was calibrated. */
    @Test
    void testTheTeacherIsAskedInItsOwnSizeAndClasses() throws IOException {
        final Path file = write("teacher.safetensors", TestModels.of(SEVEN).withTemperature(0.5), 3);
        final Teacher teacher = Teacher.open(file, 0, 2);
        assertEquals(SEVEN, teacher.expressions());
        try (DatasetIndex index = DatasetIndex.open(dataset); ExpressionClassifier classifier = ExpressionClassifier.open(file)) {
            assertEquals(classifier.modelId(), teacher.modelId());
            final int[] asked = teacher.asked(index, index.samples(Split.TRAIN));
            assertArrayEquals(new int[]{4, 5, 6, 7}, asked);
            final SoftLabels labels = SoftLabels.of(teacher, index, asked, Expression.all(), new RunRecorder());
            for (final int sample : asked) {
                final Map<Expression, Double> answer = classifier.classify(List.of(index.decodedImage(sample))).getFirst().probabilities();
                final double sum = answer.values().stream().mapToDouble(Math::sqrt).sum();
                for (final Expression expression : Expression.all()) {
                    final double expected = answer.containsKey(expression) ? Math.sqrt(answer.get(expression)) / sum : 0;
                    assertEquals(expected, labels.value(labels.row(sample), expression.id()), 1e-5);
                }
            }

            assertTrue(labels.row(0) < 0);
        }
    }

    @Test
    void testWithAWeightItIsAskedAboutLabelledSamplesOfWhatItKnows() throws IOException {
        final Teacher teacher = Teacher.open(write("teacher.safetensors", TestModels.of(SEVEN), 3), 0.5, 1);
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            // The samples of contempt, 1 and 3, keep their labels.
            assertArrayEquals(new int[]{0, 2, 4, 5, 6, 7}, teacher.asked(index, index.samples(Split.TRAIN)));
        }
    }

    @Test
    void testAnOnnxModelTeachesTheSame() throws IOException {
        final Path file = write("teacher.safetensors", TestModels.of(SEVEN), 3);
        final Path onnx = directory.resolve("teacher.onnx");
        OnnxExport.export(file, onnx);
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            final int[] asked = {4, 6};
            final float[] expected = SoftLabels.of(Teacher.open(file, 0, 3), index, asked, Expression.all(), new RunRecorder()).values();
            assertArrayEquals(expected, SoftLabels.of(Teacher.open(onnx, 0, 3), index, asked, Expression.all(), new RunRecorder()).values(), 1e-3f);
        }
    }

    @Test
    void testAnswersAreKeptForTheSameTeacherAndSamplesOnly() throws IOException {
        final Teacher teacher = Teacher.open(write("teacher.safetensors", TestModels.of(SEVEN), 3), 0, 2);
        final Teacher other = Teacher.open(write("other.safetensors", TestModels.of(SEVEN), 4), 0, 2);
        final int[] samples = {4, 5};
        final List<String> damaged = new ArrayList<>();
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            final SoftLabels labels = SoftLabels.of(teacher, index, samples, Expression.all(), new RunRecorder());
            final SoftLabelFile file = new SoftLabelFile(directory, teacher, "d", samples, 8);
            assertEquals(Optional.empty(), file.read(damaged::add));
            file.write(labels);

            final SoftLabels read = new SoftLabelFile(directory, teacher, "d", samples, 8).read(damaged::add).orElseThrow();
            assertArrayEquals(labels.values(), read.values());
            assertEquals(Optional.empty(), new SoftLabelFile(directory, other, "d", samples, 8).read(damaged::add));
            assertEquals(Optional.empty(), new SoftLabelFile(directory, teacher, "e", samples, 8).read(damaged::add));
            assertEquals(Optional.empty(), new SoftLabelFile(directory, teacher, "d", new int[]{4, 6}, 8).read(damaged::add));
            assertEquals(List.of(), damaged);

            final Path path = directory.resolve("soft-labels.safetensors");
            final byte[] content = Files.readAllBytes(path);
            content[content.length - 2] ^= 4;
            Files.write(path, content);
            assertEquals(Optional.empty(), file.read(damaged::add));
            assertTrue(damaged.getFirst().contains("another SHA-256 than it says; the teacher is asked again"), damaged.getFirst());
            Files.write(path, Arrays.copyOf(content, content.length - 9));
            assertEquals(Optional.empty(), file.read(damaged::add));
            Files.write(path, new byte[]{1});
            assertEquals(Optional.empty(), file.read(damaged::add));
            assertEquals(3, damaged.size());
            SoftLabelFile.remove(directory);
            assertTrue(Files.notExists(path));
        }
    }

    @Test
    void testTeachersThatCannotTeachAreRefused() throws IOException {
        assertThrows(NoSuchFileException.class, () -> Teacher.open(directory.resolve("missing.safetensors"), 0, 1));
        assertRefused(Files.write(directory.resolve("garbage.safetensors"), new byte[100]), 0, 1, "garbage.safetensors");
        final Path file = write("teacher.safetensors", TestModels.of(SEVEN), 3);
        assertRefused(file, -0.1, 1, "teacher weight is -0.1; it must be 0");
        assertRefused(file, 1.5, 1, "teacher weight is 1.5");
        assertRefused(file, Double.NaN, 1, "teacher weight is NaN");
        assertRefused(file, 0, 0, "teacher temperature is 0.0; it must be above 0 and at most 20");
        assertRefused(file, 0, 21, "teacher temperature is 21.0");
        assertRefused(write("one.safetensors", TestModels.of(List.of(Expression.FEAR)), 3), 0, 1, "only knows [fear]");
        final ModelDescription animals = ModelDescription.of(TestModels.TINY.withClasses(2), List.of("cat", "dog"), Normalization.HALF);
        assertRefused(write("animals.safetensors", animals, 3), 0, 1, "does not recognise expressions");
        final Path broken = write("nan.safetensors", TestModels.of(SEVEN), 3);
        final byte[] content = Files.readAllBytes(broken);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putFloat(content.length - Float.BYTES, Float.NaN);
        assertRefused(Files.write(broken, content), 0, 1, "has the value NaN");
        final ModelDescription endless = new ModelDescription(TestModels.TINY, ModelDescription.expressionLabels(), List.of(0.5, 0.5, 0.5), List.of(1e-200, 1e-200, 1e-200),
                null, null, null, null, null);
        assertRefused(write("endless.safetensors", endless, 1), 0, 1, "for a drawn face; expected finite outputs");
    }

    @Test
    void testATeacherThatIsReplacedMeanwhileIsRefused() throws IOException {
        final Teacher teacher = Teacher.open(write("teacher.safetensors", TestModels.of(SEVEN), 3), 0, 1);
        write("teacher.safetensors", TestModels.of(SEVEN), 4);
        final InvalidInputException exception = assertThrows(InvalidInputException.class, teacher::classifier);

        assertTrue(exception.getMessage().contains("it was replaced while it was in use"), exception.getMessage());
    }

    private static void assertRefused(final Path file, final double weight, final double temperature, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> Teacher.open(file, weight, temperature));
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }

    private Path write(final String name, final ModelDescription description, final long seed) throws IOException {
        final Path file = directory.resolve(name);
        try (NetworkParameters parameters = NetworkParameters.random(description.architecture(), seed)) {
            ModelFile.write(file, description, parameters);
        }

        return file;
    }
}
