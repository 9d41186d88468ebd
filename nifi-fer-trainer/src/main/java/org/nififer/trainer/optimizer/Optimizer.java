package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Function;

/**
 * Moves the weights one step. The arrays that it works with are native memory, freed by {@link #close()}.
 */
public sealed interface Optimizer extends AutoCloseable permits BaseOptimizer, Sam {

    /**
     * The loss of a batch at the present weights.
     */
    @FunctionalInterface
    interface GradientFunction {

        /**
         * Computes the loss and leaves its gradient, and nothing older, in every parameter.
         *
         * @return the loss
         */
        double compute();

        /**
         * Computes the same at weights that are only tried: what a network observes of its batches in training stays as it is.
         *
         * @return the loss
         */
        default double computeOnTrial() {
            return compute();
        }
    }

    /**
     * One step.
     *
     * @param gradients    the loss of the batch, computed as often as the method needs
     * @param learningRate more than 0
     * @return the loss at the weights before the step
     */
    double step(GradientFunction gradients, double learningRate);

    /** What it remembers of each parameter from step to step, by names that are its own, for a checkpoint; the arrays stay the optimizer's. Empty before the first step. */
    Map<String, NDArray> state();

    /**
     * Goes on from a checkpoint.
     *
     * @param steps  that this optimizer has made before it
     * @param values gives the values of each array of its {@link #state()} at the checkpoint by the name
     */
    void restore(long steps, Function<String, FloatBuffer> values);

    @Override
    void close();
}
