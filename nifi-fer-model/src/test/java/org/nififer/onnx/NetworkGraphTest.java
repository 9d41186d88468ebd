package org.nififer.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;
import org.nififer.network.ComputeDevice;
import org.nififer.network.Network;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.Precision;
import org.nififer.network.PreparedParameters;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * Holds the two copies of each network in step: the program of libtorch and the graph. A setting that a configuration learns has no values here, which is a failure;
 * with values, it has to be in both.
 */
class NetworkGraphTest {

    private static final float TOLERANCE = 2e-5f;
    private static final int IMAGES = 3;

    @Test
    void testEverySettingOfASwinIsInBoth() throws Exception {
        // 8 x 8 and 4 x 4 tokens in windows of 4 x 4, the first ones shifted.
        final SwinConfiguration plain = SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(2, 2), List.of(2, 4)).windowSize(4)
                .mlpRatio(2).classes(5).seReduction(4).build();
        final Map<String, List<?>> values = new LinkedHashMap<>();
        // The first one does not fill its windows, and has an odd number of tokens to merge.
        values.put("imageSize", List.of(18, 32));
        values.put("patchSize", List.of(1, 4));
        values.put("embeddingDimension", List.of(16));
        values.put("depths", List.of(List.of(1, 1), List.of(3, 2)));
        values.put("heads", List.of(List.of(1, 8)));
        values.put("windowSize", List.of(2, 5, 16));
        values.put("mlpRatio", List.of(1.5));
        // Of training alone.
        values.put("dropPathRate", List.of(0.5));
        values.put("classes", List.of(2));
        values.put("seReduction", List.of(0, 2));
        values.put("patchEmbedding", others(PatchEmbedding.values(), plain.patchEmbedding()));
        assertInStep(plain, values);
    }

    @Test
    void testEverySettingOfAResNetIsInBoth() throws Exception {
        final ResNetConfiguration plain = new ResNetConfiguration(18, 8, List.of(2, 1), 0, 5);
        final Map<String, List<?>> values = new LinkedHashMap<>();
        values.put("imageSize", List.of(16, 33));
        values.put("width", List.of(4));
        values.put("depths", List.of(List.of(1, 2), List.of(3, 1)));
        // Of training alone.
        values.put("dropPathRate", List.of(0.5));
        values.put("classes", List.of(2));
        assertInStep(plain, values);
    }

    private static List<?> others(final Object[] all, final Object one) {
        return Arrays.stream(all).filter(value -> value != one).toList();
    }

    private static void assertInStep(final NetworkConfiguration plain, final Map<String, List<?>> values) throws Exception {
        final RecordComponent[] components = plain.getClass().getRecordComponents();
        assertEquals(Arrays.stream(components).map(RecordComponent::getName).toList(), List.copyOf(values.keySet()), "a setting without values, or in another place");
        assertSame(plain, "plain");
        final Constructor<?> constructor = plain.getClass().getConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        for (int changed = 0; changed < components.length; changed++) {
            for (final Object value : values.get(components[changed].getName())) {
                final Object[] arguments = new Object[components.length];
                for (int index = 0; index < arguments.length; index++) {
                    arguments[index] = index == changed ? value : components[index].getAccessor().invoke(plain);
                }

                final NetworkConfiguration other = (NetworkConfiguration) constructor.newInstance(arguments);
                assertNotEquals(plain, other);
                assertSame(other, components[changed].getName() + " " + value);
            }
        }
    }

    private static void assertSame(final NetworkConfiguration configuration, final String what) throws InvalidInputException, OrtException {
        configuration.validate();
        final int side = configuration.imageSize();
        try (NDManager manager = TorchEngine.newManager(); NetworkParameters parameters = NetworkParameters.random(configuration, 3);
             Network network = new Network(configuration)) {
            // Biases and norms that begin as 0 or 1 would hide that one is missing.
            parameters.arrays().values().stream().filter(array -> array.getShape().dimension() == 1)
                    .forEach(array -> array.addi(manager.randomUniform(0, 0.5f, array.getShape())));
            try (PreparedParameters prepared = network.prepare(parameters, Precision.FP32)) {
                final NDArray images = manager.randomNormal(new Shape(IMAGES, NetworkConfiguration.IMAGE_CHANNELS, side, side));
                final byte[] graph = TestGraphs.bytes(NetworkGraph.model(configuration, prepared));
                assertArrayEquals(network.forward(images, prepared).logits().toFloatArray(), logits(graph, images), TOLERANCE, what);
            }
        }
    }

    private static float[] logits(final byte[] graph, final NDArray images) throws InvalidInputException, OrtException {
        try (OnnxEngine.LoadedModel loaded = OnnxEngine.load(graph, Path.of("."), Optional.of(ComputeDevice.CPU), 1, "graph");
             OnnxTensor input = OnnxTensor.createTensor(OnnxEngine.environment(), FloatBuffer.wrap(images.toFloatArray()), images.getShape().getShape());
             OrtSession.Result result = loaded.session().run(Map.of(NetworkGraph.INPUT, input))) {
            final FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
            final float[] values = new float[logits.remaining()];
            logits.get(values);
            return values;
        }
    }
}
