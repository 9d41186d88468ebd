package org.nififer.core.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * The float32 weights of a network in native memory, by timm's names. Whoever creates them closes them.
 */
public final class NetworkParameters implements AutoCloseable {

    /** The name that the program gives its dictionary of weights; DJL puts an array {@code w.NAME} into it as {@code NAME}. */
    static final String ARGUMENT = "w.";

    private static final double TABLE_DEVIATION = 0.02;
    private static final double TRUNCATION = 2;

    private final SwinConfiguration configuration;
    private final NDManager manager;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    private NetworkParameters(final SwinConfiguration configuration, final NDManager manager, final Function<String, FloatBuffer> values) {
        this.configuration = configuration;
        this.manager = manager;
        try {
            configuration.parameterShapes().forEach((name, shape) -> arrays.put(name, array(name, shape, values.apply(name))));
        } catch (final RuntimeException e) {
            // Nobody gets this object, so nobody else can free what was loaded before the values failed.
            manager.close();
            throw e;
        }
    }

    private NDArray array(final String name, final long[] shape, final FloatBuffer values) {
        // The copy lives in native memory; the first array only wraps memory of the JVM.
        try (NDArray wrapped = manager.create(values, new Shape(shape), DataType.FLOAT32)) {
            final NDArray array = wrapped.duplicate();
            array.setName(ARGUMENT + name);
            return array;
        }
    }

    /**
     * Random weights as the Vision Transformer's authors initialise them (timm's {@code init_weights_vit_jax}): linear layers
     * uniform after Glorot and Bengio (2010), the patch projection and the bias tables a truncated normal distribution, of
     * deviation 1 / sqrt(inputs) and 0.02, norms 1, biases 0; so the scale of the signal does not depend on the width.
     * The same seed gives the same weights on every machine.
     */
    public static NetworkParameters random(final SwinConfiguration configuration, final long seed) {
        return of(configuration, name -> Optional.empty(), seed);
    }

    /**
     * Given weights, and random ones where none are given.
     *
     * @param values gives for each name of the configuration as many values as its shape has, or nothing
     * @param seed   of the random weights, see {@link #random}
     */
    public static NetworkParameters of(final SwinConfiguration configuration, final Function<String, Optional<FloatBuffer>> values, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<String, long[]> shapes = configuration.parameterShapes();
        return new NetworkParameters(configuration, TorchEngine.newManager(), name -> values.apply(name).orElseGet(() -> initialValues(name, shapes.get(name), random)));
    }

    private static FloatBuffer initialValues(final String name, final long[] shape, final SplittableRandom random) {
        final FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact)));
        final DoubleSupplier distribution = initialDistribution(name, shape, random);
        for (int index = 0; index < values.capacity(); index++) {
            values.put(index, (float) distribution.getAsDouble());
        }

        return values;
    }

    private static DoubleSupplier initialDistribution(final String name, final long[] shape, final SplittableRandom random) {
        if (name.endsWith("_table")) {
            return () -> truncatedGaussian(random) * TABLE_DEVIATION;
        }

        if (shape.length == 1) {
            return () -> name.endsWith(".bias") ? 0 : 1;
        }

        final double inputs = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
        if (shape.length > 2) {
            return () -> truncatedGaussian(random) / Math.sqrt(inputs);
        }

        final double limit = Math.sqrt(6 / (inputs + shape[0]));
        return () -> random.nextDouble(-limit, limit);
    }

    private static double truncatedGaussian(final SplittableRandom random) {
        double value;
        do {
            value = random.nextGaussian();
        } while (Math.abs(value) > TRUNCATION);
        return value;
    }

    /**
     * Given weights.
     *
     * @param values gives for each name of the configuration as many values as its shape has
     */
    public static NetworkParameters of(final SwinConfiguration configuration, final Function<String, FloatBuffer> values) {
        return new NetworkParameters(configuration, TorchEngine.newManager(), values);
    }

    /** Given weights on a device. */
    public static NetworkParameters of(final SwinConfiguration configuration, final ComputeDevice device, final Function<String, FloatBuffer> values) {
        return new NetworkParameters(configuration, TorchEngine.newManager(device), values);
    }

    /** Where the weights are. */
    public ComputeDevice device() {
        return TorchEngine.device(manager.getDevice());
    }

    public SwinConfiguration configuration() {
        return configuration;
    }

    /** The arrays by name, in the order of the network. */
    public Map<String, NDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** The arrays as the last argument of the program. */
    NDList argument() {
        return new NDList(arrays.values());
    }

    /** Declares the weights trainable, so that a backward pass leaves a gradient for each. */
    public void requireGradients() {
        arrays.values().forEach(array -> array.setRequiresGradient(true));
    }

    /** A copy of the values of one parameter, little endian. */
    public ByteBuffer values(final String name) {
        return arrays.get(name).toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        manager.close();
    }
}
