package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.nififer.network.NetworkParameters;

import java.nio.FloatBuffer;

/**
 * The gradients of all parameters that are not frozen, as one vector.
 */
final class Gradients {

    private Gradients() {
    }

    /** The Euclidean norm. */
    static double norm(final NetworkParameters parameters) {
        double squares = 0;
        for (final NDArray weight : parameters.trainable().values()) {
            try (NDArray gradient = weight.getGradient()) {
                final double norm = norm(gradient);
                squares += norm * norm;
            }
        }

        return Math.sqrt(squares);
    }

    /** The Euclidean norm of one array. */
    static double norm(final NDArray array) {
        try (NDArray norm = array.norm()) {
            return norm.getFloat();
        }
    }

    /** A copy in native memory of values for a parameter. */
    static NDArray copy(final FloatBuffer values, final NDArray weight, final NDManager owner) {
        // The first array only wraps memory of the JVM.
        try (NDArray wrapped = owner.create(values, weight.getShape(), DataType.FLOAT32)) {
            return copy(wrapped, owner);
        }
    }

    /** A copy of an array. */
    static NDArray copy(final NDArray array, final NDManager owner) {
        final NDArray copy = array.duplicate();
        copy.attach(owner);
        return copy;
    }
}
