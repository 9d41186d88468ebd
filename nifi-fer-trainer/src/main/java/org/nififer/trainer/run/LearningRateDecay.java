package org.nififer.trainer.run;

import org.nififer.common.Labelled;

/**
 * How the learning rate falls.
 */
public enum LearningRateDecay implements Labelled {
    /** The paper's. */
    STEP("Multiplied by a factor every some epochs: by 0.1 every 10 in the paper"),
    /** Loshchilov and Hutter (2017), without restarts. */
    COSINE("Half a cosine wave over the steps, from the learning rate to the minimum learning rate");

    private final String description;

    LearningRateDecay(final String description) {
        this.description = description;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }
}
