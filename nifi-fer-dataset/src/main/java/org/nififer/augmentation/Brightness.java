package org.nififer.augmentation;

import org.nififer.common.RgbImage;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Multiplies every value, up to 255. The values are those of torchvision's {@code adjust_brightness}: single precision, cut to whole numbers
 * and not rounded.
 *
 * @param factor 0 (black) to 10; 1 changes nothing
 */
public record Brightness(double factor) implements ImageOperation {

    private static final double LARGEST = 10;
    private static final double STEPS = 1000;
    private static final int BRIGHTEST = 255;

    public Brightness {
        if (!(factor >= 0 && factor <= LARGEST)) {
            throw new IllegalArgumentException("A brightness needs a factor of 0 to 10, got " + factor);
        }
    }

    /** A factor drawn evenly from 1 plus or minus a limit up to 1, in steps of 0.001, as torchvision's {@code ColorJitter}. */
    static Brightness draw(final SplittableRandom random, final double limit) {
        return new Brightness(Math.round((1 - limit + 2 * limit * random.nextDouble()) * STEPS) / STEPS);
    }

    /** Reads {@code FACTOR}. */
    static Brightness parse(final List<String> parameters) {
        if (parameters.size() != 1) {
            throw new IllegalArgumentException("A brightness needs one factor");
        }

        return new Brightness(Double.parseDouble(parameters.getFirst()));
    }

    @Override
    public RgbImage apply(final RgbImage image) {
        final byte[] pixels = image.pixels().clone();
        for (int position = 0; position < pixels.length; position++) {
            pixels[position] = (byte) Math.min(BRIGHTEST, (int) ((float) factor * Byte.toUnsignedInt(pixels[position])));
        }

        return new RgbImage(image.width(), image.height(), pixels);
    }

    @Override
    public String text() {
        return String.format(Locale.ROOT, "brightness(%s)", factor);
    }
}
