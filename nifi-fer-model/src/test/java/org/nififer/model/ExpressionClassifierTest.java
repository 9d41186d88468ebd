package org.nififer.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.augmentation.Flip;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.network.ComputeDevice;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExpressionClassifierTest {

    private static final SwinConfiguration CONFIGURATION = SwinConfiguration.builder().imageSize(24).patchSize(2).embeddingDimension(12).stages(List.of(2, 2), List.of(2, 4))
            .windowSize(6).mlpRatio(2).seReduction(4).build();

    /**
     * Between precisions: each of the 4 blocks and the patch embedding may round by 2^-8, the unit roundoff of bfloat16, what is at most about 1 here; half of that, as a
     * probability moves by at most a quarter of each of two logits.
     */
    private static final double TOLERANCE = 5 * Math.scalb(1, -8) / 2;

    private NetworkParameters parameters;
    private ExpressionClassifier classifier;

    @BeforeEach
    void open() throws IOException {
        parameters = NetworkParameters.random(CONFIGURATION, 5);
        classifier = ExpressionClassifier.of("test", ModelDescription.of(CONFIGURATION), parameters, Precision.ofThisMachine());
    }

    @AfterEach
    void close() {
        classifier.close();
        parameters.close();
    }

    @Test
    void testNoFacesGiveNoClassifications() {
        assertEquals(List.of(), classifier.classify(List.of()));
    }

    @Test
    void testAFaceIsClassifiedTheSameInAnyBatch() {
        final List<RgbImage> faces = faces(70);
        final List<Classification> together = classifier.classify(faces);

        assertEquals(70, together.size());
        for (final int face : new int[]{0, 31, 32, 69}) {
            final Classification alone = classifier.classify(List.of(faces.get(face))).getFirst();
            alone.probabilities().forEach((expression, probability) -> assertEquals(probability, together.get(face).probabilities().get(expression), 1e-5));
        }
    }

    /** The mean of the logits is, up to a factor that all expressions share, the square root of the product of the probabilities. */
    @Test
    void testAMirroredClassifierAveragesTheLogitsOfImageAndMirrorImage(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("model.safetensors");
        ModelFile.write(file, ModelDescription.of(CONFIGURATION), parameters);
        final List<RgbImage> faces = faces(40);
        final List<RgbImage> mirrorImages = faces.stream().map(new Flip()::apply).toList();
        final ClassifierSettings plain = new ClassifierSettings(Optional.of(ComputeDevice.CPU), Optional.of(Precision.FP32), 32, 0, false);
        try (ExpressionClassifier single = ExpressionClassifier.open(file, plain); ExpressionClassifier both = ExpressionClassifier.open(file, plain.withMirrored(true))) {
            assertFalse(single.isMirrored());
            assertTrue(both.isMirrored());
            final List<Classification> images = single.classify(faces);
            final List<Classification> mirrored = single.classify(mirrorImages);
            final List<Classification> means = both.classify(faces);
            final List<Classification> turned = both.classify(mirrorImages);
            boolean different = false;
            for (int face = 0; face < faces.size(); face++) {
                final Map<Expression, Double> image = images.get(face).probabilities();
                final Map<Expression, Double> mirror = mirrored.get(face).probabilities();
                final double sum = Expression.all().stream().mapToDouble(expression -> Math.sqrt(image.get(expression) * mirror.get(expression))).sum();
                for (final Expression expression : Expression.all()) {
                    assertEquals(Math.sqrt(image.get(expression) * mirror.get(expression)) / sum, means.get(face).probabilities().get(expression), 1e-5);
                    assertEquals(means.get(face).probabilities().get(expression), turned.get(face).probabilities().get(expression), 1e-5);
                    different |= Math.abs(image.get(expression) - mirror.get(expression)) > 1e-3;
                }
            }

            assertTrue(different);
            assertEquals(means, both.classifyWithFeatures(faces).stream().map(answer -> answer.classification().orElseThrow()).toList());
            assertArrayEquals(single.classifyWithFeatures(faces).getFirst().pooled(), both.classifyWithFeatures(faces).getFirst().pooled());
        }
    }

    @Test
    void testWeightsAreASnapshot() {
        final List<RgbImage> faces = faces(1);
        final Classification before = classifier.classify(faces).getFirst();
        parameters.arrays().get("head.fc.weight").muli(2);
        parameters.close();

        assertEquals(before, classifier.classify(faces).getFirst());
    }

    @Test
    void testManyThreadsAtATime() throws Exception {
        final List<RgbImage> faces = faces(4);
        final List<Classification> expected = classifier.classify(faces);
        try (ExecutorService executor = Executors.newFixedThreadPool(6)) {
            final List<Future<List<Classification>>> results = executor.invokeAll(Collections.nCopies(60, (Callable<List<Classification>>) () -> classifier.classify(faces)));
            for (final Future<List<Classification>> result : results) {
                assertEquals(expected, result.get());
            }
        }

        classifier.classify(faces);
        assertEquals(TorchEngine.cores(), JniUtils.getNumThreads(), "a batch that is alone again has all cores");
    }

    @Test
    void testNoArraysAreLeftBehind() {
        classifier.classify(faces(2));
        try (NDManager manager = TorchEngine.newManager()) {
            final int before = manager.getParentManager().getManagedArrays().size();
            for (int round = 0; round < 20; round++) {
                classifier.classify(faces(2));
            }

            assertEquals(before, manager.getParentManager().getManagedArrays().size());
        }
    }

    @Test
    void testSettings(@TempDir final Path directory) throws IOException {
        final Path file = directory.resolve("m.safetensors");
        ModelFile.write(file, ModelDescription.of(CONFIGURATION), parameters);
        final List<RgbImage> faces = faces(5);
        final List<Classification> expected = classifier.classify(faces);
        for (final Precision precision : Precision.values()) {
            final ClassifierSettings settings = new ClassifierSettings(Optional.of(ComputeDevice.CPU), Optional.of(precision), 2, 1, true);
            try (ExpressionClassifier other = ExpressionClassifier.open(file, settings)) {
                assertEquals(new ModelSummary("swin-se", CONFIGURATION.parameterCount(), "cpu", precision.label()), other.summary());
                final List<Classification> actual = other.classify(faces);
                for (int face = 0; face < faces.size(); face++) {
                    final Map<Expression, Double> probabilities = expected.get(face).probabilities();
                    actual.get(face).probabilities().forEach((expression, probability) -> assertEquals(probabilities.get(expression), probability, TOLERANCE));
                }

                assertEquals(1, JniUtils.getNumThreads());
            }
        }
    }

    @Test
    void testAGpuThatIsNotThereIsAMessage(@TempDir final Path directory) throws IOException {
        final Path file = directory.resolve("m.safetensors");
        ModelFile.write(file, ModelDescription.of(CONFIGURATION), parameters);
        final ClassifierSettings settings = new ClassifierSettings(Optional.of(ComputeDevice.gpu(99)), Optional.empty(), 32, 0, false);
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ExpressionClassifier.open(file, settings));

        assertEquals(InvalidInputException.Code.INVALID_SETTING, exception.code());
        assertTrue(exception.getMessage().startsWith("gpu:99 was asked for, but libtorch sees "), exception.getMessage());
    }

    /** Runs only where libtorch has a GPU. */
    @Test
    void testTheGpuGivesTheSame(@TempDir final Path directory) throws IOException {
        final ComputeDevice device = TorchEngine.choose(Optional.empty());
        Assumptions.assumeTrue(device.isGpu(), "libtorch sees no GPU");
        final Path file = directory.resolve("m.safetensors");
        ModelFile.write(file, ModelDescription.of(CONFIGURATION), parameters);
        final List<RgbImage> faces = faces(40);
        try (ExpressionClassifier cpu = ExpressionClassifier.open(file, new ClassifierSettings(Optional.of(ComputeDevice.CPU), Optional.of(Precision.FP32), 32, 0, false))) {
            final List<Classification> expected = cpu.classify(faces);
            for (final Precision precision : Precision.values()) {
                try (ExpressionClassifier gpu = ExpressionClassifier.open(file, new ClassifierSettings(Optional.of(device), Optional.of(precision), 32, 0, true))) {
                    final List<Classification> actual = gpu.classify(faces);
                    for (int face = 0; face < faces.size(); face++) {
                        final Map<Expression, Double> probabilities = expected.get(face).probabilities();
                        actual.get(face).probabilities().forEach((expression, probability) -> assertEquals(probabilities.get(expression), probability, TOLERANCE));
                    }
                }
            }
        }
    }

    private static List<RgbImage> faces(final int number) {
        final List<RgbImage> faces = new ArrayList<>();
        for (int face = 0; face < number; face++) {
            faces.add(DrawnFaces.face(Expression.ofId(face % Expression.all().size()), face, 30));
        }

        return faces;
    }
}
