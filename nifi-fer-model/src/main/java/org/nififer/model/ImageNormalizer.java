package org.nififer.model;

import org.nififer.common.RgbImage;
import org.nififer.image.ImageResizer;

/**
 * Turns images into what a network reads: resized to its input, in the colours that it knows, divided to a range, minus mean, divided by std.
 */
public final class ImageNormalizer {

    private static final int VALUES = 256;

    private final NetworkInput input;
    private final float[][] table;

    /** The normalisation that a model of nifi-fer asks for. */
    public ImageNormalizer(final ModelDescription description) {
        this(NetworkInput.of(description));
    }

    /** The normalisation of any network. */
    public ImageNormalizer(final NetworkInput input) {
        this.input = input;
        this.table = new float[input.channels()][VALUES];
        for (int channel = 0; channel < table.length; channel++) {
            for (int value = 0; value < VALUES; value++) {
                table[channel][value] = (float) ((value / input.divisor() - input.mean().get(channel)) / input.std().get(channel));
            }
        }
    }

    /** How many numbers one image becomes. */
    public int length() {
        return table.length * input.side() * input.side();
    }

    /**
     * Writes an image into a batch, as {@code [3, S, S]} for a model of nifi-fer.
     *
     * @param position of the image in the batch, from 0
     */
    public void write(final RgbImage image, final float[] batch, final int position) {
        final byte[] pixels = ImageResizer.resize(image, input.side(), input.side()).pixels();
        final int plane = input.side() * input.side();
        final int start = position * length();
        final int pixelStep = input.layout() == NetworkInput.Layout.NCHW ? 1 : table.length;
        final int channelStep = input.layout() == NetworkInput.Layout.NCHW ? plane : 1;
        for (int channel = 0; channel < table.length; channel++) {
            for (int pixel = 0; pixel < plane; pixel++) {
                batch[start + channel * channelStep + pixel * pixelStep] = table[channel][input.colour().value(pixels, pixel, channel)];
            }
        }
    }
}
