package org.nififer.trainer.optimizer;

/**
 * The loss of a batch at the present weights.
 */
@FunctionalInterface
public interface GradientFunction {

    /**
     * Computes the loss and leaves its gradient, and nothing older, in every parameter.
     *
     * @return the loss
     */
    double compute();
}
