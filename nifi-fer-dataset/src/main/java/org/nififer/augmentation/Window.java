package org.nififer.augmentation;

import org.nififer.common.RgbImage;

import java.util.List;
import java.util.Locale;

/**
 * A rectangle inside an image of any size, in parts of its width and height, so that it can be drawn and recorded before the image is seen.
 *
 * @param left   0 to below 1
 * @param top    0 to below 1
 * @param width  above 0, at most 1 - left
 * @param height above 0, at most 1 - top
 */
public record Window(double left, double top, double width, double height) {

    /** Windows are drawn in steps of a thousandth. */
    static final double STEPS = 1000;

    private static final int NUMBERS = 4;
    /** Forgives that 0.1 and 0.9 as binary fractions may add up to a little more than 1. */
    private static final double TOLERANCE = 1e-9;

    public Window {
        if (!(left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= 1 + TOLERANCE && top + height <= 1 + TOLERANCE)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A window needs left, top, width and height inside of the image, 0 to 1, got %s, %s, %s, %s", left, top,
                    width, height));
        }
    }

    /** A window of whole thousandths. */
    static Window ofThousandths(final long left, final long top, final long width, final long height) {
        return new Window(left / STEPS, top / STEPS, width / STEPS, height / STEPS);
    }

    /** Reads {@code LEFT,TOP,WIDTH,HEIGHT}. */
    static Window parse(final List<String> parameters) {
        if (parameters.size() != NUMBERS) {
            throw new IllegalArgumentException("A window needs left, top, width and height");
        }

        return new Window(Double.parseDouble(parameters.get(0)), Double.parseDouble(parameters.get(1)), Double.parseDouble(parameters.get(2)),
                Double.parseDouble(parameters.get(3)));
    }

    String text() {
        return String.format(Locale.ROOT, "%s,%s,%s,%s", left, top, width, height);
    }

    /** The pixels of an image that the window shows, at least one. */
    Area in(final RgbImage image) {
        final int pixelsWide = Math.clamp(Math.round(width * image.width()), 1, image.width());
        final int pixelsHigh = Math.clamp(Math.round(height * image.height()), 1, image.height());
        return new Area(Math.clamp(Math.round(left * image.width()), 0, image.width() - pixelsWide),
                Math.clamp(Math.round(top * image.height()), 0, image.height() - pixelsHigh), pixelsWide, pixelsHigh);
    }

    /**
     * A window in pixels.
     *
     * @param left   0 or more
     * @param top    0 or more
     * @param width  1 or more
     * @param height 1 or more
     */
    record Area(int left, int top, int width, int height) {
    }
}
