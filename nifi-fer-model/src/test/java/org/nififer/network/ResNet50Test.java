package org.nififer.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The whole of ResNet-50 against what torchvision 0.28 computes in float64 with the same weights. They are 94 MB, so that they are no file but a formula, which
 * the values of {@code fixtures/resnet-50.json} were computed with as well.
 */
class ResNet50Test {

    private static final int SIDE = 64;
    private static final NetworkConfiguration CONFIGURATION = NetworkPreset.RESNET_50.configuration().withImageSize(SIDE);

    @Test
    void testEqualsTorchvision() throws IOException {
        final JsonNode expected = FormulaWeights.expected("resnet-50.json");
        try (NetworkParameters parameters = FormulaWeights.of(CONFIGURATION); Network network = new Network(CONFIGURATION); NDManager manager = TorchEngine.newManager()) {
            final NDArray images = FormulaWeights.images(manager, 2, SIDE);
            try (PreparedParameters prepared = network.prepare(parameters, Precision.FP32)) {
                assertArrayEquals(FormulaWeights.floats(expected.path("logits")), network.forward(images, prepared).logits().toFloatArray(), 1e-4f);
            }

            final NDArray targets = manager.create(new float[]{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25f, 0, 0, 0.75f, 0, 0}, new Shape(2, 8));
            parameters.requireGradients();
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                final Network.Loss loss = network.loss(images, targets, 0, Precision.FP32, Network.RunningStatistics.FOLLOW, parameters);
                collector.backward(loss.loss());
                assertArrayEquals(FormulaWeights.floats(expected.path("trainingLogits")), loss.logits().toFloatArray(), 2e-3f);
                assertEquals(expected.path("loss").asDouble(), loss.loss().getFloat(), 1e-3);
            }

            assertEquals(106, expected.path("statisticNorms").size());
            expected.path("statisticNorms").properties().forEach(norm -> assertEquals(norm.getValue().asDouble(), FormulaWeights.norm(parameters.arrays().get(norm.getKey())),
                    1e-4 * norm.getValue().asDouble(), norm.getKey()));
            assertEquals(161, expected.path("gradientNorms").size());
            // Variances of the eight values that the last stage has of a channel make float32 differ from float64 by one percent, in torchvision as well.
            expected.path("gradientNorms").properties().forEach(norm -> assertEquals(norm.getValue().asDouble(),
                    FormulaWeights.norm(parameters.arrays().get(norm.getKey()).getGradient()), 0.03 * norm.getValue().asDouble(), norm.getKey()));
        }
    }
}
