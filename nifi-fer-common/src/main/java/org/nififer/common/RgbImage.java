package org.nififer.common;

import java.util.Locale;

/**
 * An 8-bit RGB image in memory.
 *
 * @param width  pixels, at least 1
 * @param height pixels, at least 1
 * @param pixels {@code [height, width, 3]} interleaved R, G, B, unsigned bytes; not copied, so owners do not change it
 */
public record RgbImage(int width, int height, byte[] pixels) {

    /** The number of bytes of one pixel. */
    public static final int CHANNELS = 3;

    private static final int GREY_TOLERANCE = 8;

    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "An image of %d x %d needs width * height * 3 bytes, got %d", width, height, pixels.length));
        }
    }

    /** A black image. */
    public static RgbImage black(final int width, final int height) {
        return new RgbImage(width, height, new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)]);
    }

    /** Whether red, green and blue of no pixel differ by more than {@value #GREY_TOLERANCE}: grey images come back from JPEG with small differences. */
    public boolean isGrey() {
        for (int start = 0; start < pixels.length; start += CHANNELS) {
            final int red = Byte.toUnsignedInt(pixels[start]);
            final int green = Byte.toUnsignedInt(pixels[start + 1]);
            final int blue = Byte.toUnsignedInt(pixels[start + 2]);
            if (Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)) > GREY_TOLERANCE) {
                return false;
            }
        }

        return true;
    }

    /** The image with left and right exchanged. */
    public RgbImage mirrored() {
        final RgbImage mirrored = black(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(pixels, (y * width + x) * CHANNELS, mirrored.pixels, (y * width + width - 1 - x) * CHANNELS, CHANNELS);
            }
        }

        return mirrored;
    }

    /** The value of a channel (0 R, 1 G, 2 B) at a pixel, 0 to 255. */
    public int value(final int x, final int y, final int channel) {
        return Byte.toUnsignedInt(pixels[(y * width + x) * CHANNELS + channel]);
    }
}
