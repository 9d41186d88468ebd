package org.nififer.core.model;

import org.nififer.core.image.RgbImage;

import java.util.Locale;

/**
 * The channels that a network reads, and their order.
 */
public enum ImageColour {
    RGB(3),
    BGR(3),
    GREY(1);

    private final int channels;

    ImageColour(final int channels) {
        this.channels = channels;
    }

    /** The name in files: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many there are. */
    public int channels() {
        return channels;
    }

    /**
     * The value of a channel, 0 to 255; grey is the luminance of ITU-R BT.601, as OpenCV computes it.
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
