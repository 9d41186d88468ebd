package org.nififer.image;

import org.nififer.common.RgbImage;

import java.nio.ByteBuffer;

/**
 * The eight ways in which an image can lie in its file, numbered as the tag Orientation of TIFF and EXIF numbers them.
 */
final class Orientation {

    /** The file's first row is the upper edge, its first column the left one. */
    static final int UPRIGHT = 1;

    private static final int LAST = 8;
    private static final int TAG = 274;
    /** Images are turned in blocks, so that neither rows nor columns leave the cache. */
    private static final int BLOCK = 32;

    private Orientation() {
    }

    /**
     * What a block of EXIF data says: a small TIFF file, with or without the six bytes "Exif" and two zeros that JPEG puts before it. Damaged data say
     * nothing: they are not the picture.
     */
    static int ofExif(final byte[] bytes, final int start, final int length) {
        final int prefix = length >= 6 && bytes[start] == 'E' && bytes[start + 1] == 'x' ? 6 : 0;
        try {
            return of(TiffDirectory.read(ByteBuffer.wrap(bytes, start + prefix, length - prefix).slice()));
        } catch (final ImageFaultException | RuntimeException e) {
            return UPRIGHT;
        }
    }

    /** What the directory of a TIFF file says. */
    static int of(final TiffDirectory directory) throws ImageFaultException {
        final long orientation = directory.number(TAG, UPRIGHT);
        return orientation >= UPRIGHT && orientation <= LAST ? (int) orientation : UPRIGHT;
    }

    /** What an image takes in memory for each pixel, and beside it the one that is turned. */
    static int bytesPerPixel(final int orientation) {
        return orientation == UPRIGHT ? RgbImage.CHANNELS : 2 * RgbImage.CHANNELS;
    }

    /** The image upright. */
    static RgbImage apply(final RgbImage image, final int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }

        final int width = image.width();
        final int height = image.height();
        // From one pixel of a stored row to the next, and from one row to the next, in pixels of the result; and where the first pixel goes.
        final int[] steps = switch (orientation) {
            case 2 -> new int[] {-1, width, width - 1};
            case 3 -> new int[] {-1, -width, width * height - 1};
            case 4 -> new int[] {1, -width, width * (height - 1)};
            case 5 -> new int[] {height, 1, 0};
            case 6 -> new int[] {height, -1, height - 1};
            case 7 -> new int[] {-height, -1, width * height - 1};
            case LAST -> new int[] {-height, 1, height * (width - 1)};
            default -> throw new IllegalArgumentException("No orientation: " + orientation);
        };
        final byte[] source = image.pixels();
        final byte[] target = new byte[source.length];
        for (int top = 0; top < height; top += BLOCK) {
            for (int left = 0; left < width; left += BLOCK) {
                for (int y = top; y < Math.min(height, top + BLOCK); y++) {
                    for (int x = left; x < Math.min(width, left + BLOCK); x++) {
                        final int from = (y * width + x) * RgbImage.CHANNELS;
                        final int to = (steps[2] + x * steps[0] + y * steps[1]) * RgbImage.CHANNELS;
                        target[to] = source[from];
                        target[to + 1] = source[from + 1];
                        target[to + 2] = source[from + 2];
                    }
                }
            }
        }

        return orientation < 5 ? new RgbImage(width, height, target) : new RgbImage(height, width, target);
    }
}
