package org.nififer.service.api;

import java.util.Locale;

/**
 * The decoded image of a face: what one task decodes once, no service need decode again.
 *
 * @param width  pixels, at least 1
 * @param height pixels, at least 1
 * @param pixels {@code [height, width, 3]} interleaved R, G, B, unsigned bytes; not copied, so that nobody changes them
 */
public record FaceImage(int width, int height, byte[] pixels) {

    public FaceImage {
        if (width < 1 || height < 1 || pixels.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "An image of %d x %d needs width * height * 3 bytes, got %d", width, height, pixels.length));
        }
    }
}
