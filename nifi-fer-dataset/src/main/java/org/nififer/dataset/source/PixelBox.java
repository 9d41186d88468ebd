package org.nififer.dataset.source;

import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;

import java.util.Optional;

/**
 * A part of a photo in whole pixels; it may reach beyond the photo.
 *
 * @param left   the first column
 * @param top    the first row
 * @param width  pixels
 * @param height pixels
 */
record PixelBox(int left, int top, int width, int height) {

    /** What of this lies in a photo; empty where nothing does. */
    Optional<PixelBox> within(final RgbImage photo) {
        final int fromX = Math.max(0, left);
        final int fromY = Math.max(0, top);
        final long toX = Math.min(photo.width(), (long) left + width);
        final long toY = Math.min(photo.height(), (long) top + height);
        return toX > fromX && toY > fromY ? Optional.of(new PixelBox(fromX, fromY, (int) toX - fromX, (int) toY - fromY)) : Optional.empty();
    }

    /** The part of a photo that this is, which lies within it. */
    RgbImage cut(final RgbImage photo) {
        final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int y = 0; y < height; y++) {
            System.arraycopy(photo.pixels(), ((top + y) * photo.width() + left) * RgbImage.CHANNELS, pixels, y * width * RgbImage.CHANNELS, width * RgbImage.CHANNELS);
        }

        return new RgbImage(width, height, pixels);
    }

    BoundingBox toBoundingBox() {
        return new BoundingBox(left, top, width, height);
    }
}
