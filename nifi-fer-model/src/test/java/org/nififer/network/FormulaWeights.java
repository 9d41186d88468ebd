package org.nififer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Weights and images that are no file but a formula, which reference values in {@code fixtures} were computed with as well.
 */
public final class FormulaWeights {

    private FormulaWeights() {
    }

    /** Weights whose layers keep the scale of the signal; norms and variances are around 1. */
    public static NetworkParameters of(final NetworkConfiguration configuration) {
        final Map<String, long[]> shapes = configuration.tensorShapes();
        return NetworkParameters.of(configuration, name -> values(name, shapes.get(name)));
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

    /** Images {@code [count, 3, side, side]} from -1 to 1. */
    public static NDArray images(final NDManager manager, final int count, final int side) {
        return manager.create(noise("images", count * 3 * side * side), new Shape(count, 3, side, side));
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

    /** The reference values of a file in {@code fixtures}. */
    public static JsonNode expected(final String file) throws IOException {
        try (InputStream fixture = FormulaWeights.class.getResourceAsStream("/fixtures/" + file)) {
            return new ObjectMapper().readTree(fixture);
        }
    }

    /** A list of numbers. */
    public static float[] floats(final JsonNode values) {
        final float[] floats = new float[values.size()];
        for (int index = 0; index < floats.length; index++) {
            floats[index] = (float) values.get(index).asDouble();
        }

        return floats;
    }

    /** The Euclidean norm. */
    static double norm(final NDArray array) {
        double squares = 0;
        for (final float value : array.toFloatArray()) {
            squares += (double) value * value;
        }

        return Math.sqrt(squares);
    }
}
