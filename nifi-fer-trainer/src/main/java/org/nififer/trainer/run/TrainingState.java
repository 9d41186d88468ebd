package org.nififer.trainer.run;

import ai.djl.ndarray.NDArray;
import org.nififer.core.model.SafetensorsWriter;
import org.nififer.core.network.NetworkParameters;
import org.nififer.trainer.checkpoint.Checkpoint;
import org.nififer.trainer.optimizer.GradientFunction;
import org.nififer.trainer.optimizer.Optimizer;
import org.nififer.trainer.optimizer.Sam;
import org.nififer.trainer.optimizer.Sgd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What training moves, in native memory: the weights, the momentum of each, and their average where one is kept. It goes into a checkpoint and comes out of it to the bit.
 */
final class TrainingState implements AutoCloseable {

    private static final String WEIGHTS = "weights.";
    private static final String VELOCITY = "velocity.";

    private static final String AVERAGE = "average.";

    private final NetworkParameters parameters;
    private final Optimizer optimizer;
    private final Optional<WeightAverage> average;
    private long steps;

    private TrainingState(final TrainingSettings settings, final NetworkParameters parameters, final Optional<WeightAverage> average, final long steps) {
        this.parameters = parameters;
        this.average = average;
        this.steps = steps;
        parameters.freezeStages(settings.weights().frozenStages());
        this.optimizer = optimizer(settings.optimizer(), parameters);
    }

    private static Optimizer optimizer(final OptimizerSettings settings, final NetworkParameters parameters) {
        final Sgd sgd = new Sgd(parameters, settings.momentum(), settings.weightDecay());
        return switch (settings.kind()) {
            case SGD -> sgd;
            case SAM -> new Sam(parameters, sgd, settings.rho(), false);
            case ASAM -> new Sam(parameters, sgd, settings.rho(), true);
        };
    }

    /**
     * The state before the first step.
     *
     * @param parameters closed with this object
     */
    static TrainingState start(final TrainingSettings settings, final NetworkParameters parameters) {
        return new TrainingState(settings, parameters, average(settings, parameters, name -> parameters.values(name).asFloatBuffer(), 0), 0);
    }

    private static Optional<WeightAverage> average(final TrainingSettings settings, final NetworkParameters parameters, final Function<String, FloatBuffer> values,
                                                   final long steps) {
        final double decay = settings.weights().averageDecay();
        return decay == 0 ? Optional.empty() : Optional.of(new WeightAverage(parameters, values, decay, steps));
    }

    /**
     * The state at a checkpoint.
     *
     * @param steps that were made before it
     */
    static TrainingState restore(final TrainingSettings settings, final Checkpoint checkpoint, final long steps) throws IOException {
        final Function<String, FloatBuffer> values = name -> {
            try {
                return checkpoint.values(name);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        try {
            final NetworkParameters parameters = NetworkParameters.of(settings.architecture(), name -> values.apply(WEIGHTS + name));
            final TrainingState state = new TrainingState(settings, parameters, average(settings, parameters, name -> values.apply(AVERAGE + name), steps), steps);
            parameters.trainable().keySet().forEach(name -> state.optimizer.restoreVelocity(name, values.apply(VELOCITY + name)));
            return state;
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The weights that steps move. */
    NetworkParameters parameters() {
        return parameters;
    }

    /** The weights that are validated and become the model. */
    NetworkParameters model() {
        return average.map(WeightAverage::weights).orElse(parameters);
    }

    /** How many steps have been made. */
    long steps() {
        return steps;
    }

    /** One step; see {@link Optimizer#step}. */
    double step(final GradientFunction gradients, final double learningRate) {
        final double loss = optimizer.step(gradients, learningRate);
        steps++;
        average.ifPresent(mean -> mean.add(parameters));
        return loss;
    }

    /** All of it for a checkpoint, after at least one step. */
    Map<String, SafetensorsWriter.Tensor> tensors() {
        final Map<String, SafetensorsWriter.Tensor> tensors = new LinkedHashMap<>();
        parameters.arrays().forEach((name, weight) -> tensors.put(WEIGHTS + name, tensor(weight)));
        optimizer.velocities().forEach((name, velocity) -> tensors.put(VELOCITY + name, tensor(velocity)));
        average.ifPresent(mean -> mean.weights().arrays().forEach((name, weight) -> tensors.put(AVERAGE + name, tensor(weight))));
        return tensors;
    }

    private static SafetensorsWriter.Tensor tensor(final NDArray array) {
        return new SafetensorsWriter.Tensor("F32", array.getShape().getShape(), array.size() * Float.BYTES, () -> bytes(array));
    }

    private static ByteBuffer bytes(final NDArray array) {
        return array.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        average.ifPresent(WeightAverage::close);
        optimizer.close();
        parameters.close();
    }
}
