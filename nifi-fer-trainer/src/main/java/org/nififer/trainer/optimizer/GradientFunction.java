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

    /**
     * Computes the same at weights that are only tried: what a network observes of its batches in training stays as it is.
     *
     * @return the loss
     */
    default double computeOnTrial() {
        return compute();
    }
}
