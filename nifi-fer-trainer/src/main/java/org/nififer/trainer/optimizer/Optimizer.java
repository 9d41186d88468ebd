package org.nififer.trainer.optimizer;

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

    @Override
    void close();
}
