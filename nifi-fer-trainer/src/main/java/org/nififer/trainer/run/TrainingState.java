package org.nififer.trainer.run;

import ai.djl.ndarray.NDArray;
import org.nififer.core.model.SafetensorsWriter;
import org.nififer.core.network.NetworkParameters;
import org.nififer.trainer.checkpoint.Checkpoint;
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
import java.util.function.Function;

/**
 * What training moves, in native memory: the weights and the momentum of each. It goes into a checkpoint and comes out of it to the bit.
 */
final class TrainingState implements AutoCloseable {

    private static final String WEIGHTS = "weights.";
    private static final String VELOCITY = "velocity.";

    private final NetworkParameters parameters;
    private final Optimizer optimizer;

    /**
     * The state before the first step.
     *
     * @param parameters closed with this object
     */
    TrainingState(final TrainingSettings settings, final NetworkParameters parameters) {
        this.parameters = parameters;
        final Sgd sgd = new Sgd(parameters, settings.momentum(), settings.weightDecay());
        this.optimizer = switch (settings.optimizer()) {
            case SGD -> sgd;
            case SAM -> new Sam(parameters, sgd, settings.rho());
        };
    }

    /** The state at a checkpoint. */
    static TrainingState restore(final TrainingSettings settings, final Checkpoint checkpoint) throws IOException {
        final Function<String, FloatBuffer> values = name -> {
            try {
                return checkpoint.values(name);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        try {
            final TrainingState state = new TrainingState(settings, NetworkParameters.of(settings.architecture(), name -> values.apply(WEIGHTS + name)));
            state.parameters.arrays().keySet().forEach(name -> state.optimizer.restoreVelocity(name, values.apply(VELOCITY + name)));
            return state;
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The weights that steps move. */
    NetworkParameters parameters() {
        return parameters;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    /** All of it for a checkpoint, after at least one step. */
    Map<String, SafetensorsWriter.Tensor> tensors() {
        final Map<String, SafetensorsWriter.Tensor> tensors = new LinkedHashMap<>();
        parameters.arrays().forEach((name, weight) -> tensors.put(WEIGHTS + name, tensor(weight)));
        optimizer.velocities().forEach((name, velocity) -> tensors.put(VELOCITY + name, tensor(velocity)));
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
        optimizer.close();
        parameters.close();
    }
}
