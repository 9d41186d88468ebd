package org.nififer.augmentation;

import org.nififer.common.RgbImage;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Cuts a window out and enlarges it to the size of the image, as torchvision's {@code resized_crop} of a tensor: bilinear between the
 * centres of the pixels, the border going on outwards, rounded half to even.
 *
 * @param window what is kept
 */
public record Crop(Window window) implements ImageOperation {

    /** A window with the proportions of the image and a part of its sides from the smallest one to 1, in steps of 0.001, anywhere. */
    static Crop draw(final SplittableRandom random, final double smallestSide) {
        final int whole = (int) Window.STEPS;
        final int side = random.nextInt((int) Math.round(smallestSide * whole), whole + 1);
        final int left = random.nextInt(whole - side + 1);
        return new Crop(Window.ofThousandths(left, random.nextInt(whole - side + 1), side, side));
    }

    /** Reads {@code LEFT,TOP,WIDTH,HEIGHT}. */
    static Crop parse(final List<String> parameters) {
        return new Crop(Window.parse(parameters));
    }

    @Override
    public RgbImage apply(final RgbImage image) {
        final Window.Area area = window.in(image);
        final RgbImage enlarged = RgbImage.black(image.width(), image.height());
        int position = 0;
        for (int y = 0; y < image.height(); y++) {
            final double row = source(y, area.height(), image.height());
            final int top = (int) row;
            final int bottom = Math.min(top + 1, area.height() - 1);
            for (int x = 0; x < image.width(); x++) {
                final double column = source(x, area.width(), image.width());
                final int left = (int) column;
                final int right = Math.min(left + 1, area.width() - 1);
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    final double upper = mix(image.value(area.left() + left, area.top() + top, channel), image.value(area.left() + right, area.top() + top, channel),
                            column - left);
                    final double lower = mix(image.value(area.left() + left, area.top() + bottom, channel),
                            image.value(area.left() + right, area.top() + bottom, channel), column - left);
                    enlarged.pixels()[position] = (byte) Math.rint(mix(upper, lower, row - top));
                    position++;
                }
            }
        }

        return enlarged;
    }

    /** Where a pixel of the result comes from, between the centres of the pixels of the window. */
    private static double source(final int target, final int windowSize, final int size) {
        return Math.max(0, (target + 0.5) * windowSize / size - 0.5);
    }

    private static double mix(final double first, final double second, final double part) {
        return first + (second - first) * part;
    }

    @Override
    public String text() {
        return String.format(Locale.ROOT, "crop(%s)", window.text());
    }
}
