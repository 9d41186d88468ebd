package org.nififer.core.model;

import org.nififer.core.image.ImageResizer;
import org.nififer.core.image.RgbImage;

import java.util.List;

/**
 * Turns images into what a network reads: resized to its input, scaled to 0..1, minus mean, divided by std, channel by channel.
 */
public final class ImageNormalizer {

    private static final int VALUES = 256;

    private final int side;
    private final float[][] table = new float[RgbImage.CHANNELS][VALUES];

    /** The normalisation that a model asks for. */
    public ImageNormalizer(final ModelDescription description) {
        this(description.architecture().imageSize(), description.mean(), description.std());
    }

    private ImageNormalizer(final int side, final List<Double> mean, final List<Double> std) {
        this.side = side;
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            for (int value = 0; value < VALUES; value++) {
                table[channel][value] = (float) ((value / 255.0 - mean.get(channel)) / std.get(channel));
            }
        }
    }

    /** How many numbers one image becomes. */
    public int length() {
        return RgbImage.CHANNELS * side * side;
    }

    /**
     * Writes an image as {@code [3, S, S]} into a batch.
     *
     * @param position of the image in the batch, from 0
     */
    public void write(final RgbImage image, final float[] batch, final int position) {
        final byte[] pixels = ImageResizer.resize(image, side, side).pixels();
        final int plane = side * side;
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            final int start = position * length() + channel * plane;
            for (int pixel = 0; pixel < plane; pixel++) {
                batch[start + pixel] = table[channel][Byte.toUnsignedInt(pixels[pixel * RgbImage.CHANNELS + channel])];
            }
        }
    }
}
