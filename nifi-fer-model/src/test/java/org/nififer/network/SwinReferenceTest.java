package org.nififer.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What few networks have: windows that do not fit the image, and convolutions before the first stage, against torchvision 0.22 in float64.
 * {@code fixtures/swin-padded.json} has its logits as they are, and as they are when attention to padding is masked by -100, which is its
 * {@code shifted_window_attention} with that one addition; {@code fixtures/swin-convolutional.json} those of its Swin after torch's convolutions.
 */
class SwinReferenceTest {

    private static final float TOLERANCE = 1e-5f;
    private static final double GRADIENT_TOLERANCE = 1e-4;

    /** Of bfloat16, whose unit roundoff is 2^-8: 3 convolutions and 4 blocks may each round by it, on logits of at most 2. */
    private static final float BF16_TOLERANCE = 7 * 2 * Math.scalb(1f, -8);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = TorchEngine.newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static SwinConfiguration padded(final int side) {
        return SwinConfiguration.builder().imageSize(side).embeddingDimension(12).stages(List.of(2, 2), List.of(2, 4)).mlpRatio(2).classes(3).build();
    }

    /** The architecture of the reference values for a patch size: 8 tokens in a row, windows of 4. */
    private static SwinConfiguration convolutional(final int patch) {
        return SwinConfiguration.builder().imageSize(8 * patch).patchSize(patch).embeddingDimension(16).stages(List.of(2, 2), List.of(2, 4)).windowSize(4).mlpRatio(2).classes(3)
                .patchEmbedding(PatchEmbedding.CONVOLUTIONAL).build();
    }

    @Test
    void testPaddedWindowsEqualTorchvisionWithMaskedPadding() throws IOException {
        final JsonNode expected = FormulaWeights.expected("swin-padded.json");
        for (final int side : new int[]{96, 112, 128, 160, 192, 256}) {
            final float[] logits = logits(padded(side), 1);
            assertArrayEquals(FormulaWeights.floats(expected.path("masked").path(Integer.toString(side))), logits, TOLERANCE, "at " + side);
        }
    }

    /** 112 pixels are 28 and 14 tokens: nothing is padded, and nothing differs from torchvision as it is. */
    @Test
    void testWindowsThatFitEqualTorchvision() throws IOException {
        assertArrayEquals(FormulaWeights.floats(FormulaWeights.expected("swin-padded.json").path("torchvision").path("112")), logits(padded(112), 1), TOLERANCE);
    }

    @Test
    void testGradientsOfPaddedWindows() throws IOException {
        final JsonNode expected = FormulaWeights.expected("swin-padded.json");
        assertEquals(expected.path("gradientNorms").size(), padded(96).parameterShapes().size());
        assertGradients(padded(96), new float[]{0, 1, 0}, expected);
    }

    @Test
    void testConvolutionsEqualTorch() throws IOException {
        for (final int patch : new int[]{2, 4, 8}) {
            final JsonNode expected = FormulaWeights.expected("swin-convolutional.json").path(Integer.toString(patch));
            assertArrayEquals(FormulaWeights.floats(expected.path("logits")), logits(convolutional(patch), 2), TOLERANCE, "patch " + patch);
            assertGradients(convolutional(patch), new float[]{0, 1, 0, 1, 0, 0}, expected);
        }
    }

    @Test
    void testConvolutionsInMixedPrecisionAreClose() throws IOException {
        final SwinConfiguration configuration = convolutional(4);
        final float[] expected = FormulaWeights.floats(FormulaWeights.expected("swin-convolutional.json").path("4").path("logits"));
        try (NetworkParameters parameters = FormulaWeights.of(configuration); Network network = new Network(configuration)) {
            final NDArray images = FormulaWeights.images(manager, 2, configuration.imageSize());
            try (PreparedParameters prepared = network.prepare(parameters, Precision.BF16)) {
                assertArrayEquals(expected, network.forward(images, prepared).logits().toFloatArray(), BF16_TOLERANCE);
            }

            final NDArray targets = manager.zeros(new Shape(2, 3));
            assertArrayEquals(expected, network.loss(images, targets, 0, Precision.BF16, Network.RunningStatistics.FOLLOW, parameters).logits().toFloatArray(), BF16_TOLERANCE);
        }
    }

    @Test
    void testEveryParameterOfTheConvolutionalPresetGetsAGradient() {
        final NetworkConfiguration configuration = NetworkPreset.FER_SMALL.configuration();
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 3); Network network = new Network(configuration)) {
            final NDArray images = FormulaWeights.images(manager, 2, configuration.imageSize());
            backward(network, parameters, images, manager.full(new Shape(2, 8), 0.125f));
            parameters.arrays().forEach((name, array) -> assertTrue(FormulaWeights.norm(array.getGradient()) > 0, name));
        }
    }

    private float[] logits(final SwinConfiguration configuration, final int count) {
        try (NetworkParameters parameters = FormulaWeights.of(configuration); Network network = new Network(configuration);
             PreparedParameters prepared = network.prepare(parameters, Precision.FP32)) {
            return network.forward(FormulaWeights.images(manager, count, configuration.imageSize()), prepared).logits().toFloatArray();
        }
    }

    private void assertGradients(final SwinConfiguration configuration, final float[] targets, final JsonNode expected) {
        try (NetworkParameters parameters = FormulaWeights.of(configuration); Network network = new Network(configuration)) {
            final int count = targets.length / configuration.classes();
            final NDArray images = FormulaWeights.images(manager, count, configuration.imageSize());
            assertEquals(expected.path("loss").asDouble(), backward(network, parameters, images, manager.create(targets, new Shape(count, 3))), TOLERANCE);
            for (final Map.Entry<String, JsonNode> norm : expected.path("gradientNorms").properties()) {
                final double value = norm.getValue().asDouble();
                assertEquals(value, FormulaWeights.norm(parameters.arrays().get(norm.getKey()).getGradient()), value * GRADIENT_TOLERANCE, norm.getKey());
            }
        }
    }

    private static float backward(final Network network, final NetworkParameters parameters, final NDArray images, final NDArray targets) {
        parameters.requireGradients();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            final NDArray loss = network.loss(images, targets, 0, Precision.FP32, Network.RunningStatistics.FOLLOW, parameters).loss();
            collector.backward(loss);
            return loss.getFloat();
        }
    }
}
