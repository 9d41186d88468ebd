package org.nififer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The float32 weights of a network in native memory, by timm's names: its parameters and, where it normalises batches, their running statistics.
 * Whoever creates them closes them.
 */
public final class NetworkParameters implements AutoCloseable {

    /** The name that the program gives its dictionary of weights; DJL puts an array {@code w.NAME} into it as {@code NAME}. */
    static final String ARGUMENT = "w.";

    private final NetworkConfiguration configuration;
    private final NDManager manager;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();
    private final Set<String> frozen = new HashSet<>();

    private NetworkParameters(final NetworkConfiguration configuration, final NDManager manager, final Function<String, FloatBuffer> values) {
        this.configuration = configuration;
        this.manager = manager;
        try {
            configuration.tensorShapes().forEach((name, shape) -> arrays.put(name, array(name, shape, values.apply(name))));
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

    /** Random weights, see {@link InitialValues}. The same seed gives the same weights on every machine. */
    public static NetworkParameters random(final NetworkConfiguration configuration, final long seed) {
        return of(configuration, name -> Optional.empty(), seed);
    }

    /**
     * Given weights, and random ones where none are given.
     *
     * @param values gives for each name of the configuration as many values as its shape has, or nothing
     * @param seed   of the random weights, see {@link #random}
     */
    public static NetworkParameters of(final NetworkConfiguration configuration, final Function<String, Optional<FloatBuffer>> values, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Map<String, long[]> shapes = configuration.tensorShapes();
        return new NetworkParameters(configuration, TorchEngine.newManager(),
                name -> values.apply(name).orElseGet(() -> InitialValues.of(configuration, name, shapes.get(name), random)));
    }

    /**
     * Given weights.
     *
     * @param values gives for each name of the configuration as many values as its shape has
     */
    public static NetworkParameters of(final NetworkConfiguration configuration, final Function<String, FloatBuffer> values) {
        return new NetworkParameters(configuration, TorchEngine.newManager(), values);
    }

    /** Given weights on a device. */
    public static NetworkParameters of(final NetworkConfiguration configuration, final ComputeDevice device, final Function<String, FloatBuffer> values) {
        return new NetworkParameters(configuration, TorchEngine.newManager(device), values);
    }

    /** Where the weights are. */
    public ComputeDevice device() {
        return TorchEngine.device(manager.getDevice());
    }

    public NetworkConfiguration configuration() {
        return configuration;
    }

    /** The arrays by name: the parameters in the order of the network, then the statistics. */
    public Map<String, NDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** The arrays as the last argument of the program. */
    NDList argument() {
        return new NDList(arrays.values());
    }

    /**
     * Keeps what comes first in the network as it is: no gradient is computed for it, and no optimizer moves it.
     *
     * Frozen layers normalise batches by their running statistics, and leave those as they are.
     *
     * @param stages the input layer and this many stages; 0 for nothing
     */
    public void freezeStages(final int stages) {
        for (final String prefix : configuration.firstStages(stages)) {
            arrays.keySet().stream().filter(name -> name.startsWith(prefix)).forEach(frozen::add);
        }
    }

    /** Those of the arrays that training moves, by name, in the order of the network. */
    public Map<String, NDArray> trainable() {
        final Map<String, NDArray> trainable = new LinkedHashMap<>(arrays);
        trainable.keySet().retainAll(configuration.parameterShapes().keySet());
        trainable.keySet().removeAll(frozen);
        return trainable;
    }

    /** Declares the parameters that are not frozen trainable, so that a backward pass leaves a gradient for each. */
    public void requireGradients() {
        trainable().values().forEach(array -> array.setRequiresGradient(true));
    }

    /** A copy of the values of one parameter or statistic, little endian. */
    public ByteBuffer values(final String name) {
        return arrays.get(name).toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        manager.close();
    }
}
