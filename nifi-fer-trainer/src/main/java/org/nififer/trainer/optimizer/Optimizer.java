package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;

import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Moves the weights one step. The arrays that it works with are native memory, freed by {@link #close()}.
 */
public sealed interface Optimizer extends AutoCloseable permits Sgd, Sam {

    /**
     * One step.
     *
     * @param gradients    the loss of the batch, computed as often as the method needs
     * @param learningRate more than 0
     * @return the loss at the weights before the step
     */
    double step(GradientFunction gradients, double learningRate);

    /** The momentum of each parameter by its name, for a checkpoint; the arrays stay the optimizer's. Empty before the first step. */
    Map<String, NDArray> velocities();

    /** Goes on with the momentum that one parameter had at a checkpoint. */
    void restoreVelocity(String parameter, FloatBuffer values);

    @Override
    void close();
}
