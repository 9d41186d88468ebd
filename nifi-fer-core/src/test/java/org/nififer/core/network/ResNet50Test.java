package org.nififer.core.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

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
        final JsonNode expected;
        try (InputStream fixture = ResNet50Test.class.getResourceAsStream("/fixtures/resnet-50.json")) {
            expected = new ObjectMapper().readTree(fixture);
        }

        final Map<String, long[]> shapes = CONFIGURATION.tensorShapes();
        try (NetworkParameters parameters = NetworkParameters.of(CONFIGURATION, name -> values(name, shapes.get(name))); Network network = new Network(CONFIGURATION);
             NDManager manager = TorchEngine.newManager()) {
            final NDArray images = manager.create(noise("images", 2 * 3 * SIDE * SIDE), new Shape(2, 3, SIDE, SIDE));
            try (PreparedParameters prepared = network.prepare(parameters, Precision.FP32)) {
                assertArrayEquals(floats(expected.path("logits")), network.forward(images, prepared).logits().toFloatArray(), 1e-4f);
            }

            final NDArray targets = manager.create(new float[]{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25f, 0, 0, 0.75f, 0, 0}, new Shape(2, 8));
            parameters.requireGradients();
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                final Network.Loss loss = network.loss(images, targets, 0, Precision.FP32, RunningStatistics.FOLLOW, parameters);
                collector.backward(loss.loss());
                assertArrayEquals(floats(expected.path("trainingLogits")), loss.logits().toFloatArray(), 2e-3f);
                assertEquals(expected.path("loss").asDouble(), loss.loss().getFloat(), 1e-3);
            }

            assertEquals(106, expected.path("statisticNorms").size());
            expected.path("statisticNorms").properties().forEach(norm -> assertEquals(norm.getValue().asDouble(), norm(parameters.arrays().get(norm.getKey())),
                    1e-4 * norm.getValue().asDouble(), norm.getKey()));
            assertEquals(161, expected.path("gradientNorms").size());
            // Variances of the eight values that the last stage has of a channel make float32 differ from float64 by one percent, in torchvision as well.
            expected.path("gradientNorms").properties().forEach(norm -> assertEquals(norm.getValue().asDouble(), norm(parameters.arrays().get(norm.getKey()).getGradient()),
                    0.03 * norm.getValue().asDouble(), norm.getKey()));
        }
    }

    private static FloatBuffer values(final String name, final long[] shape) {
        final float[] values = noise(name, Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact)));
        final double scale = Math.sqrt(3.0 / Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
        final boolean isAroundOne = shape.length == 1 && List.of(".weight", ".running_var").stream().anyMatch(name::endsWith);
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) (shape.length > 1 ? values[index] * scale : isAroundOne ? 1 + 0.3 * values[index] : 0.1 * values[index]);
        }

        return FloatBuffer.wrap(values);
    }

    /** Numbers from -1 to 1 that depend on the name and on their place. */
    private static float[] noise(final String name, final int count) {
        final CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.US_ASCII));
        final float[] values = new float[count];
        for (int index = 0; index < count; index++) {
            int hash = index * (int) 2654435761L + (int) checksum.getValue();
            hash = (hash ^ hash >>> 15) * (int) 2246822519L;
            hash = (hash ^ hash >>> 13) * (int) 3266489917L;
            values[index] = (float) (Integer.toUnsignedLong(hash ^ hash >>> 16) / (double) (1L << 31) - 1);
        }

        return values;
    }

    private static float[] floats(final JsonNode values) {
        final float[] floats = new float[values.size()];
        for (int index = 0; index < floats.length; index++) {
            floats[index] = (float) values.get(index).asDouble();
        }

        return floats;
    }

    private static double norm(final NDArray array) {
        double squares = 0;
        for (final float value : array.toFloatArray()) {
            squares += (double) value * value;
        }

        return Math.sqrt(squares);
    }
}
