package org.nififer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The small Swin of the reference values: timm's weights, input, and what timm, torch and the reference SAM make of them.
 */
public final class SwinFixture {

    private static final int SIDE = 224;
    private static final int BATCH = 2;

    private final JsonNode values;
    private final JsonNode header;
    private final ByteBuffer data;

    public SwinFixture() throws IOException {
        final ObjectMapper mapper = new ObjectMapper();
        values = mapper.readTree(resource("/fixtures/swin-small.json"));
        final ByteBuffer file = ByteBuffer.wrap(resource("/fixtures/swin-small.timm.safetensors")).order(ByteOrder.LITTLE_ENDIAN);
        final byte[] json = new byte[(int) file.getLong()];
        file.get(json);
        header = mapper.readTree(json);
        data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] resource(final String name) throws IOException {
        try (InputStream stream = SwinFixture.class.getResourceAsStream(name)) {
            return stream.readAllBytes();
        }
    }

    /** The architecture, with or without squeeze-and-excitation. */
    public static SwinConfiguration configuration(final int seReduction) {
        return SwinConfiguration.builder().imageSize(SIDE).embeddingDimension(12).stages(List.of(2, 2, 2, 2), List.of(1, 2, 4, 8)).seReduction(seReduction).build();
    }

    public NetworkParameters parameters(final int seReduction) {
        return NetworkParameters.of(configuration(seReduction), this::tensor);
    }

    private FloatBuffer tensor(final String name) {
        final JsonNode offsets = header.path(name).path("data_offsets");
        final int begin = offsets.get(0).asInt();
        return data.slice(begin, offsets.get(1).asInt() - begin).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    /** The input {@code [2, 3, 224, 224]}: sin(0.013 (i+1)(b+1)) cos(0.029 (j+1) + c). */
    public NDArray images(final NDManager manager) {
        final float[] pixels = new float[BATCH * 3 * SIDE * SIDE];
        int index = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < SIDE; i++) {
                    for (int j = 0; j < SIDE; j++) {
                        pixels[index++] = (float) (Math.sin(0.013 * (i + 1) * (b + 1)) * Math.cos(0.029 * (j + 1) + c));
                    }
                }
            }
        }

        return manager.create(pixels, new Shape(BATCH, 3, SIDE, SIDE));
    }

    /** The target classes as distributions {@code [2, 8]}. */
    public NDArray targets(final NDManager manager) {
        final float[] targets = new float[BATCH * 8];
        for (int sample = 0; sample < BATCH; sample++) {
            targets[sample * 8 + values.path("targets").get(sample).asInt()] = 1;
        }

        return manager.create(targets, new Shape(BATCH, 8));
    }

    /** A part of the reference values. */
    public JsonNode expected(final String... path) {
        JsonNode node = values;
        for (final String name : path) {
            node = node.path(name);
        }

        return node;
    }

    /** A list of numbers of the reference values. */
    public float[] expectedValues(final String... path) {
        final JsonNode node = expected(path);
        final float[] numbers = new float[node.size()];
        for (int index = 0; index < numbers.length; index++) {
            numbers[index] = (float) node.get(index).asDouble();
        }

        return numbers;
    }
}
