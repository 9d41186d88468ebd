package org.nififer.model;

import java.util.Locale;

/**
 * The order of an image's values in a batch.
 */
public enum ImageLayout {
    /** {@code [N, C, H, W]}: channel after channel, as PyTorch has it. */
    NCHW,
    /** {@code [N, H, W, C]}: pixel after pixel, as TensorFlow has it. */
    NHWC;

    /** The name in files: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The shape of a batch of square images. */
    long[] shape(final int images, final int channels, final int side) {
        return this == NCHW ? new long[]{images, channels, side, side} : new long[]{images, side, side, channels};
    }
}
