package org.nififer.model;

import org.nififer.common.Labelled;
import org.nififer.common.RgbImage;

import java.util.List;

/**
 * What a network reads: square images whose values are {@code (pixel / divisor - mean) / std}.
 *
 * @param side    of the images, pixels
 * @param layout  order of the values
 * @param colour  the meaning of the channels
 * @param divisor what pixels of 0 to 255 are divided by
 * @param mean    subtracted from each channel, in the order of the colour; as many as the network has channels
 * @param std     what the difference is divided by, likewise
 */
public record NetworkInput(int side, Layout layout, ImageColour colour, double divisor, List<Double> mean, List<Double> std) {

    /** With it pixels become values of 0 to 1. */
    public static final double UNIT_DIVISOR = 255;

    public NetworkInput {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * The order of an image's values in a batch.
     */
    public enum Layout implements Labelled {
        /** {@code [N, C, H, W]}: channel after channel, as PyTorch has it. */
        NCHW,
        /** {@code [N, H, W, C]}: pixel after pixel, as TensorFlow has it. */
        NHWC;

        /** The shape of a batch of square images. */
        long[] shape(final int images, final int channels, final int side) {
            return this == NCHW ? new long[]{images, channels, side, side} : new long[]{images, side, side, channels};
        }
    }

    /** The input of a model of nifi-fer. */
    static NetworkInput of(final ModelDescription description) {
        return new NetworkInput(description.architecture().imageSize(), Layout.NCHW, description.colour(), UNIT_DIVISOR, description.mean(), description.std());
    }

    /** How many there are. */
    int channels() {
        return mean.size();
    }

    /** The shape of a batch. */
    long[] shape(final int images) {
        return layout.shape(images, channels(), side);
    }

    /** Resizes and normalises images, one after another. */
    float[] batch(final List<RgbImage> images) {
        final ImageNormalizer normalizer = new ImageNormalizer(this);
        final float[] values = new float[images.size() * normalizer.length()];
        for (int position = 0; position < images.size(); position++) {
            normalizer.write(images.get(position), values, position);
        }

        return values;
    }
}
