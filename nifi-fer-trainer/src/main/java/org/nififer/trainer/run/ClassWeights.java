package org.nififer.trainer.run;

import org.nififer.common.Labelled;

/**
 * How much the samples of an expression count in the loss.
 */
public enum ClassWeights implements Labelled {
    /** The paper's: it balances the dataset instead. */
    NONE("All samples count the same"),
    /** As scikit-learn's {@code class_weight='balanced'}. */
    BALANCED("The rarer an expression, the more its samples count: number of samples / (number of expressions * samples of this expression)"),
    /**
     * The class-balanced loss of Cui, Jia, Lin, Song and Belongie (2019) with a beta of 0.999, up to a factor: samples count 1 on average, so that the learning rate keeps
     * its meaning.
     */
    EFFECTIVE("In between: by the effective number of samples, of which many count little more than some, (1 - 0.999) / (1 - 0.999^samples of this expression)");

    private static final double BETA = 0.999;

    private final String description;

    ClassWeights(final String description) {
        this.description = description;
    }

    /**
     * The weights of all expressions; 1 for one without samples, which is only met in votes and smoothing, where it counts like any other.
     *
     * @param counts samples of each expression
     */
    double[] of(final double[] counts) {
        final double[] weights = new double[counts.length];
        double total = 0;
        double samples = 0;
        for (int label = 0; label < counts.length; label++) {
            weights[label] = counts[label] == 0 ? 1 : switch (this) {
                case NONE -> 1;
                case BALANCED -> 1 / counts[label];
                case EFFECTIVE -> (1 - BETA) / (1 - Math.pow(BETA, counts[label]));
            };
            total += weights[label] * counts[label];
            samples += counts[label];
        }

        for (int label = 0; label < counts.length; label++) {
            weights[label] *= counts[label] == 0 ? 1 : samples / total;
        }

        return weights;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }
}
