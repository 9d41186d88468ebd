package org.nififer.model;

import org.nififer.common.Labelled;

/**
 * What the outputs of a network are.
 */
public enum OutputKind implements Labelled {
    /** Any numbers, of which a softmax makes probabilities. */
    LOGITS,
    /** Positive numbers that add up to 1. */
    PROBABILITIES;

    /** Softmax in float32 comes that near to a sum of 1, and logits hardly ever. */
    private static final double NEAR = 1e-5;
    /** Softmax in float16 comes no nearer. */
    private static final double ROUGH = 1e-2;

    /** Whether the outputs for one image look like it. */
    boolean fits(final float[] outputs) {
        double sum = 0;
        boolean positive = true;
        for (final float output : outputs) {
            positive &= output >= 0;
            sum += output;
        }

        return this == LOGITS ? !positive || Math.abs(sum - 1) > NEAR : positive && Math.abs(sum - 1) < ROUGH;
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
