package org.nififer.network;

/**
 * What a training pass does with the running means and variances of batch normalisation; nothing where a network has none.
 */
public enum RunningStatistics {
    /** They move a tenth of the way to the statistics of the batch. */
    FOLLOW(0.1f),
    /** They stay, as in the second pass of sharpness-aware minimization, whose weights are only tried. */
    STAY(0);

    private final float momentum;

    RunningStatistics(final float momentum) {
        this.momentum = momentum;
    }

    /** The part of the way, in torch's sense of the word. */
    float momentum() {
        return momentum;
    }
}
