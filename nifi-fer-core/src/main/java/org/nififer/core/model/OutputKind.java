package org.nififer.core.model;

import java.util.Locale;

/**
 * What the outputs of a network are.
 */
public enum OutputKind {
    /** Any numbers, of which a softmax makes probabilities. */
    LOGITS,
    /** Positive numbers that add up to 1. */
    PROBABILITIES;

    private static final double TOLERANCE = 1e-3;

    /** The name in files: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the outputs for one image look like. */
    static OutputKind of(final float[] outputs) {
        double sum = 0;
        for (final float output : outputs) {
            if (output < 0) {
                return LOGITS;
            }

            sum += output;
        }

        return Math.abs(sum - 1) < TOLERANCE ? PROBABILITIES : LOGITS;
    }

    /** Logits whose softmax is the probabilities again; a probability of 0 becomes the smallest positive number. */
    float[] toLogits(final float[] outputs) {
        if (this == LOGITS) {
            return outputs;
        }

        final float[] logits = new float[outputs.length];
        for (int index = 0; index < outputs.length; index++) {
            logits[index] = (float) Math.log(Math.max(outputs[index], Float.MIN_VALUE));
        }

        return logits;
    }
}
