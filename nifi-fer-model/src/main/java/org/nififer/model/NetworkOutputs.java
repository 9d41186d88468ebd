package org.nififer.model;

import java.util.Arrays;

/**
 * What a network makes of a batch.
 *
 * @param values the outputs, one row an image
 * @param pooled the squeezed features, one row an image; empty where the network does not tell them
 * @param gated  the same after the excitation
 * @param count  how many images there are
 */
record NetworkOutputs(float[] values, float[] pooled, float[] gated, int count) {

    float[] pooled(final int row) {
        return row(pooled, row);
    }

    float[] gated(final int row) {
        return row(gated, row);
    }

    private float[] row(final float[] rows, final int row) {
        final int length = rows.length / count;
        return Arrays.copyOfRange(rows, row * length, (row + 1) * length);
    }
}
