package org.nififer.trainer.run;

import ai.djl.ndarray.NDArray;
import org.nififer.network.NetworkParameters;
import org.nififer.trainer.checkpoint.Checkpoint;
import org.nififer.trainer.optimizer.AdamW;
import org.nififer.trainer.optimizer.BaseOptimizer;
import org.nififer.trainer.optimizer.Optimizer;
import org.nififer.trainer.optimizer.Optimizer.GradientFunction;
import org.nififer.trainer.optimizer.Sam;
import org.nififer.trainer.optimizer.Sgd;
import org.nififer.weights.SafetensorsWriter;

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
 * What training moves, in native memory: the weights, what the optimizer remembers of each, and their average where one is kept. It goes into a checkpoint and comes out of it to
 * the bit.
 */
final class TrainingState implements AutoCloseable {

    private static final String WEIGHTS = "weights.";
    private static final String BASE = "optimizer.";
    private static final String SAM = "sam.";
    private static final String AVERAGE = "average.";

    private final NetworkParameters parameters;
    private final ScheduleSettings schedule;
    private final int stepsPerEpoch;
    private final BaseOptimizer base;
    private final Optional<Sam> sam;
    private final long firstSharpStep;
    private final Optional<WeightAverage> average;
    private long steps;

    private TrainingState(final TrainingSettings settings, final int stepsPerEpoch, final NetworkParameters parameters, final Optional<WeightAverage> average,
                          final long steps) {
        this.schedule = settings.schedule();
        this.stepsPerEpoch = stepsPerEpoch;
        this.parameters = parameters;
        this.average = average;
        this.steps = steps;
        parameters.freezeStages(settings.weights().frozenStages());
        final OptimizerSettings optimizer = settings.optimizer();
        base = switch (optimizer.kind().base()) {
            case SGD -> new Sgd(parameters, optimizer.momentum(), optimizer.weightDecay(), optimizer.decayedWeights(), optimizer.clipNorm());
            case ADAMW -> new AdamW(parameters, optimizer.beta1(), optimizer.beta2(), optimizer.weightDecay(), optimizer.decayedWeights(), optimizer.clipNorm());
        };
        final SharpnessSettings sharpness = optimizer.sharpness();
        sam = switch (optimizer.kind().sharpness()) {
            case NONE -> Optional.empty();
            case SAM -> Optional.of(new Sam(base, sharpness.rho(), false, sharpness.interval()));
            case ASAM -> Optional.of(new Sam(base, sharpness.rho(), true, sharpness.interval()));
        };
        firstSharpStep = sharpness.firstStep(schedule.steps(stepsPerEpoch));
    }

    /**
     * The state before the first step.
     *
     * @param stepsPerEpoch at least 1
     * @param parameters    closed with this object
     */
    static TrainingState start(final TrainingSettings settings, final int stepsPerEpoch, final NetworkParameters parameters) {
        return new TrainingState(settings, stepsPerEpoch, parameters, average(settings, parameters, name -> parameters.values(name).asFloatBuffer(), 0), 0);
    }

    private static Optional<WeightAverage> average(final TrainingSettings settings, final NetworkParameters parameters, final Function<String, FloatBuffer> values,
                                                   final long steps) {
        final double decay = settings.weights().averageDecay();
        return decay == 0 ? Optional.empty() : Optional.of(new WeightAverage(parameters, values, decay, steps));
    }

    /**
     * The state at a checkpoint.
     *
     * @param stepsPerEpoch at least 1
     * @param steps         that were made before it
     */
    static TrainingState restore(final TrainingSettings settings, final int stepsPerEpoch, final Checkpoint checkpoint, final long steps) throws IOException {
        final Function<String, FloatBuffer> values = name -> {
            try {
                return checkpoint.values(name);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        try {
            final NetworkParameters parameters = NetworkParameters.of(settings.architecture(), name -> values.apply(WEIGHTS + name));
            final TrainingState state = new TrainingState(settings, stepsPerEpoch, parameters, average(settings, parameters, name -> values.apply(AVERAGE + name), steps),
                    steps);
            state.base.restore(steps, name -> values.apply(BASE + name));
            state.sam.ifPresent(sharp -> sharp.restore(Math.max(0, steps - state.firstSharpStep), name -> values.apply(SAM + name)));
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

    /** The learning rate of the next step. */
    double learningRate() {
        return schedule.learningRate(steps, stepsPerEpoch);
    }

    /** One step with the {@link #learningRate()}; see {@link Optimizer#step}. */
    double step(final GradientFunction gradients) {
        final Optimizer optimizer = sam.isPresent() && steps >= firstSharpStep ? sam.get() : base;
        final double loss = optimizer.step(gradients, learningRate());
        steps++;
        average.ifPresent(mean -> mean.add(parameters));
        return loss;
    }

    /** All of it for a checkpoint, after at least one step. */
    Map<String, SafetensorsWriter.Tensor> tensors() {
        final Map<String, SafetensorsWriter.Tensor> tensors = new LinkedHashMap<>();
        parameters.arrays().forEach((name, weight) -> tensors.put(WEIGHTS + name, tensor(weight)));
        base.state().forEach((name, array) -> tensors.put(BASE + name, tensor(array)));
        sam.ifPresent(sharp -> sharp.state().forEach((name, array) -> tensors.put(SAM + name, tensor(array))));
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
        sam.ifPresent(Sam::close);
        base.close();
        parameters.close();
    }
}
