package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import org.nififer.common.Labelled;

/**
 * Which parameters weight decay shrinks.
 */
public enum DecayedWeights implements Labelled {
    /** As the authors of Swin and timm have it. */
    MATRICES("Matrices and convolutions; not biases, the weights of normalisations, and the tables of relative position biases"),
    /** As torch's optimizers have it where nothing else is said. */
    ALL("All parameters");

    private static final String BIAS_TABLE = "relative_position_bias_table";

    private final String description;

    DecayedWeights(final String description) {
        this.description = description;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /**
     * Whether a parameter shrinks.
     *
     * @param name   timm's
     * @param weight biases and the weights of normalisations have one dimension
     */
    boolean include(final String name, final NDArray weight) {
        return this == ALL || weight.getShape().dimension() > 1 && !name.endsWith(BIAS_TABLE);
    }
}
