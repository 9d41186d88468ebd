package org.nififer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.network.ComputeDevice;
import org.nififer.network.FormulaWeights;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.Precision;
import org.nififer.network.PreparedParameters;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.SwinFixture;
import org.nififer.network.TorchEngine;
import org.nififer.onnx.OnnxEngine;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OnnxExportTest {

    private static final float TOLERANCE = 1e-5f;

    @TempDir
    private Path directory;

    @Test
    void testLogitsAreThoseOfTheReference() throws Exception {
        final SwinFixture fixture = new SwinFixture();
        try (NDManager manager = TorchEngine.newManager()) {
            final float[] images = fixture.images(manager).toFloatArray();
            for (final int reduction : new int[]{16, 0}) {
                try (NetworkParameters parameters = fixture.parameters(reduction)) {
                    final Path exported = export(ModelDescription.of(parameters.configuration()), parameters);
                    final float[] expected = fixture.expectedValues(reduction == 0 ? "logits_without_se" : "logits_with_se");
                    assertArrayEquals(expected, run(exported, images, 2, 224), TOLERANCE);
                }
            }
        }
    }

    @Test
    void testAFileThatCannotBeWrittenLeavesNoPart() throws IOException {
        Files.createDirectories(directory.resolve("m.onnx").resolve("in the way"));
        try (NetworkParameters parameters = NetworkParameters.random(SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2))
                .windowSize(4).mlpRatio(2).seReduction(4).build(), 1)) {
            ModelFile.write(directory.resolve("m.safetensors"), ModelDescription.of(parameters.configuration()), parameters);
        }

        assertThrows(IOException.class, () -> OnnxExport.export(directory.resolve("m.safetensors"), directory.resolve("m.onnx")));
        assertFalse(Files.exists(directory.resolve("m.onnx.part")));
    }

    /** Windows that do not fit are padded, and an odd number of tokens is merged with zeros; the logits at 96 pixels are those of the reference. */
    @Test
    void testLogitsOfPaddedWindowsAreOurs() throws Exception {
        assertExportedLogits(SwinConfiguration.builder().imageSize(18).patchSize(2).embeddingDimension(12).stages(List.of(2, 2, 1), List.of(2, 4, 4)).windowSize(4).mlpRatio(2)
                .classes(7).seReduction(4).build());
        assertExportedLogits(SwinConfiguration.builder().imageSize(44).patchSize(2).embeddingDimension(12).stages(List.of(2, 2), List.of(2, 4)).windowSize(5).mlpRatio(2)
                .classes(7).build());
        try (NDManager manager = TorchEngine.newManager();
             NetworkParameters parameters = FormulaWeights.of(SwinConfiguration.builder().imageSize(96).embeddingDimension(12).stages(List.of(2, 2), List.of(2, 4)).mlpRatio(2)
                     .classes(3).build())) {
            final Path exported = export(ModelDescription.of(parameters.configuration(), ModelDescription.expressionLabels().subList(0, 3), Normalization.HALF), parameters);
            assertArrayEquals(FormulaWeights.floats(FormulaWeights.expected("swin-padded.json").path("masked").path("96")),
                    run(exported, FormulaWeights.images(manager, 1, 96).toFloatArray(), 1, 96), TOLERANCE);
        }
    }

    @Test
    void testLogitsAfterConvolutionsAreOurs() throws Exception {
        for (final int patch : new int[]{2, 4, 8}) {
            assertExportedLogits(SwinConfiguration.builder().imageSize(6 * patch).patchSize(patch).embeddingDimension(12).stages(List.of(2, 1), List.of(2, 4)).windowSize(3)
                    .mlpRatio(2).classes(7).seReduction(4).patchEmbedding(PatchEmbedding.CONVOLUTIONAL).build());
        }
    }

    private void assertExportedLogits(final SwinConfiguration configuration) throws Exception {
        final int side = configuration.imageSize();
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 3); Network network = new Network(configuration);
             PreparedParameters prepared = network.prepare(parameters, Precision.FP32); NDManager manager = TorchEngine.newManager()) {
            final List<String> labels = ModelDescription.expressionLabels().subList(0, configuration.classes());
            final Path exported = export(ModelDescription.of(configuration, labels, Normalization.HALF), parameters);
            for (final int count : new int[]{1, 3, 8}) {
                final NDArray images = manager.randomNormal(new Shape(count, 3, side, side));
                assertArrayEquals(network.forward(images, prepared).logits().toFloatArray(), run(exported, images.toFloatArray(), count, side), TOLERANCE);
            }
        }
    }

    /** Every way of rounding up: sides of 18, 9, 5 and 3; statistics that are not 0 and 1. */
    @Test
    void testLogitsOfAResNetAreOurs() throws Exception {
        final ResNetConfiguration configuration = new ResNetConfiguration(18, 8, List.of(2, 1), 0, 8);
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 3); Network network = new Network(configuration);
             NDManager manager = TorchEngine.newManager()) {
            configuration.statisticShapes().forEach((name, shape) -> parameters.arrays().get(name).addi(manager.randomUniform(0, 0.5f, new Shape(shape))));
            final Path exported = export(ModelDescription.of(configuration), parameters);
            try (PreparedParameters prepared = network.prepare(parameters, Precision.FP32)) {
                for (final int count : new int[]{1, 3}) {
                    final NDArray images = manager.randomNormal(new Shape(count, 3, 18, 18));
                    assertArrayEquals(network.forward(images, prepared).logits().toFloatArray(), run(exported, images.toFloatArray(), count, 18), TOLERANCE);
                }
            }
        }
    }

    @Test
    void testTheExportedModelClassifiesTheSame() throws IOException {
        final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(24).patchSize(2).embeddingDimension(12).stages(List.of(2, 2), List.of(2, 4)).windowSize(6)
                .mlpRatio(2).classes(7).seReduction(4).build();
        final ModelDescription description = ModelDescription.of(configuration, ModelDescription.expressionLabels().subList(1, 8), Normalization.IMAGENET).withTemperature(1.7);
        final List<RgbImage> faces = List.of(DrawnFaces.face(Expression.FEAR, 1, 60), DrawnFaces.face(Expression.HAPPINESS, 2, 20));
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 5)) {
            final Path exported = export(description, parameters);
            final ClassifierSettings settings = new ClassifierSettings(Optional.empty(), Optional.of(Precision.FP32), 1, 1, true);
            try (ExpressionClassifier ours = ExpressionClassifier.open(directory.resolve("m.safetensors"), settings);
                 ExpressionClassifier theirs = ExpressionClassifier.open(exported)) {
                assertEquals(ours.expressions(), theirs.expressions());
                assertEquals(1.7, theirs.temperature());
                assertEquals(24, theirs.imageSize());
                assertEquals("onnx", theirs.summary().kind());
                assertFalse(theirs.expressions().contains(Expression.FEAR));
                final List<Classification> expected = ours.classify(faces);
                final List<Classification> actual = theirs.classify(faces);
                for (int face = 0; face < faces.size(); face++) {
                    final Map<Expression, Double> probabilities = actual.get(face).probabilities();
                    expected.get(face).probabilities().forEach((expression, probability) -> assertEquals(probability, probabilities.get(expression), TOLERANCE));
                }
            }
        }
    }

    @Test
    void testTheExportedModelSeesTheSameColours() throws IOException {
        final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2)).windowSize(4)
                .mlpRatio(2).seReduction(4).build();
        final RgbImage face = DrawnFaces.face(Expression.FEAR, 1, 16);
        final byte[] grey = new byte[face.pixels().length];
        for (int pixel = 0; pixel < 16 * 16; pixel++) {
            Arrays.fill(grey, 3 * pixel, 3 * pixel + 3, (byte) ImageColour.GREY.value(face.pixels(), pixel, 0));
        }

        try (NetworkParameters parameters = NetworkParameters.random(configuration, 5)) {
            final Path exported = export(ModelDescription.of(configuration).withColour(ImageColour.GREY), parameters);
            try (ExpressionClassifier ours = ExpressionClassifier.open(directory.resolve("m.safetensors"), new ClassifierSettings(Optional.empty(),
                    Optional.of(Precision.FP32), 1, 1, false)); ExpressionClassifier theirs = ExpressionClassifier.open(exported)) {
                final Map<Expression, Double> expected = ours.classify(List.of(new RgbImage(16, 16, grey))).getFirst().probabilities();
                assertEquals(expected, ours.classify(List.of(face)).getFirst().probabilities());
                theirs.classify(List.of(face)).getFirst().probabilities().forEach((expression, probability) -> assertEquals(expected.get(expression), probability, TOLERANCE));
            }
        }
    }

    @Test
    void testWhatCannotBeExported() throws IOException {
        final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(8).patchSize(2).embeddingDimension(4).stages(List.of(1), List.of(1)).windowSize(4)
                .mlpRatio(2).classes(2).build();
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 5)) {
            ModelFile.write(directory.resolve("m.safetensors"), ModelDescription.of(configuration, List.of("cat", "dog"), Normalization.HALF), parameters);
        }

        assertTrue(message("m.safetensors", "m.onnx").contains("'cat' is not an expression"));
        export(ModelDescription.of(configuration, List.of("fear", "anger"), Normalization.HALF), NetworkParameters.random(configuration, 5));
        assertTrue(message("m.safetensors", "m.bin").contains("ends with .onnx"));
        assertFalse(Files.exists(directory.resolve("m.bin")));
    }

    private String message(final String model, final String output) {
        return assertThrows(InvalidInputException.class, () -> OnnxExport.export(directory.resolve(model), directory.resolve(output))).getMessage();
    }

    private Path export(final ModelDescription description, final NetworkParameters parameters) throws IOException {
        final Path model = directory.resolve("m.safetensors");
        final Path exported = directory.resolve("m.onnx");
        ModelFile.write(model, description, parameters);
        OnnxExport.export(model, exported);
        return exported;
    }

    private static float[] run(final Path model, final float[] images, final int count, final int side) throws IOException, OrtException {
        try (OnnxEngine.LoadedModel loaded = OnnxEngine.load(Files.readAllBytes(model), model.getParent(), Optional.of(ComputeDevice.CPU), 0, "m.onnx");
             OnnxTensor input = OnnxTensor.createTensor(OnnxEngine.environment(), FloatBuffer.wrap(images), new long[]{count, 3, side, side});
             OrtSession.Result result = loaded.session().run(Map.of("images", input))) {
            final FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
            final float[] values = new float[logits.remaining()];
            logits.get(values);
            return values;
        }
    }
}
