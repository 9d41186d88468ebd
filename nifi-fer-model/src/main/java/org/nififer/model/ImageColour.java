package org.nififer.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.nififer.common.Labelled;
import org.nififer.common.RgbImage;

/**
 * The colours that a network sees, and the order of its channels.
 */
public enum ImageColour implements Labelled {
    RGB,
    BGR,
    /** The luminance: in one channel, or the same in three where the network was made for three. */
    GREY;

    private static final int COLOURS = 3;

    /**
     * The colour of a name in a file.
     *
     * @throws IllegalArgumentException naming what there is
     */
    @JsonCreator
    static ImageColour ofLabel(final String label) {
        return Labelled.of(values(), label);
    }

    /** Whether a network can have so many channels of it. */
    boolean fits(final int channels) {
        return channels == COLOURS || this == GREY && channels == 1;
    }

    /**
     * The value of a channel, 0 to 255; grey is the luminance of ITU-R BT.601, as OpenCV computes it, in every channel.
     *
     * @param pixels  interleaved R, G, B
     * @param pixel   counted from 0
     * @param channel of this order, counted from 0
     */
    int value(final byte[] pixels, final int pixel, final int channel) {
        final int start = pixel * RgbImage.CHANNELS;
        return switch (this) {
            case RGB -> Byte.toUnsignedInt(pixels[start + channel]);
            case BGR -> Byte.toUnsignedInt(pixels[start + 2 - channel]);
            case GREY -> (4899 * Byte.toUnsignedInt(pixels[start]) + 9617 * Byte.toUnsignedInt(pixels[start + 1]) + 1868 * Byte.toUnsignedInt(pixels[start + 2]) + 8192) >> 14;
        };
    }
}
