package org.nififer.augmentation;

import org.nififer.common.RgbImage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes a window black: the random erasing of Zhong, Zheng, Kang, Li and Yang (2017), with the area, the proportions and the value 0 of
 * torchvision's {@code RandomErasing}.
 *
 * @param window what is erased
 */
public record Erasing(Window window) implements ImageOperation {

    private static final double SMALLEST_AREA = 0.02;
    private static final double LARGEST_AREA = 0.33;
    private static final double NARROWEST = 0.3;
    private static final double WIDEST = 3.3;

    /** A window of 0.02 to 0.33 of the image, 0.3 to 3.3 times as high as wide where the image is square, anywhere. */
    static Erasing draw(final SplittableRandom random) {
        while (true) {
            final double area = random.nextDouble(SMALLEST_AREA, LARGEST_AREA);
            final double proportion = StrictMath.exp(random.nextDouble(StrictMath.log(NARROWEST), StrictMath.log(WIDEST)));
            final long height = Math.round(Math.sqrt(area * proportion) * Window.STEPS);
            final long width = Math.round(Math.sqrt(area / proportion) * Window.STEPS);
            // As torchvision does: what does not fit is drawn again.
            if (height < Window.STEPS && width < Window.STEPS) {
                final long top = random.nextLong((long) Window.STEPS - height + 1);
                return new Erasing(Window.ofThousandths(random.nextLong((long) Window.STEPS - width + 1), top, width, height));
            }
        }
    }

    /** Reads {@code LEFT,TOP,WIDTH,HEIGHT}. */
    static Erasing parse(final List<String> parameters) {
        return new Erasing(Window.parse(parameters));
    }

    @Override
    public RgbImage apply(final RgbImage image) {
        final Window.Area area = window.in(image);
        final byte[] pixels = image.pixels().clone();
        for (int y = area.top(); y < area.top() + area.height(); y++) {
            final int start = (y * image.width() + area.left()) * RgbImage.CHANNELS;
            Arrays.fill(pixels, start, start + area.width() * RgbImage.CHANNELS, (byte) 0);
        }

        return new RgbImage(image.width(), image.height(), pixels);
    }

    @Override
    public String text() {
        return String.format(Locale.ROOT, "erasing(%s)", window.text());
    }
}
