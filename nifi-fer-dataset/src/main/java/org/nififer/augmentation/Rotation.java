package org.nififer.augmentation;

import org.nififer.common.RgbImage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Rotates about the centre, keeping the size. Bilinear. With a black border, what comes from outside is black, and a pixel that lies
 * partly outside is darkened by that part once more, as torchvision's {@code rotate} with {@code fill=0} does.
 *
 * @param degrees counter-clockwise, any finite number
 * @param border  what comes from outside
 */
public record Rotation(double degrees, RotationBorder border) implements ImageOperation {

    private static final double STEPS_PER_DEGREE = 1000;

    public Rotation {
        if (!Double.isFinite(degrees)) {
            throw new IllegalArgumentException("A rotation needs a finite number of degrees, got " + degrees);
        }
    }

    /** A rotation drawn evenly from plus or minus a limit in degrees, in steps of 0.001. */
    static Rotation draw(final SplittableRandom random, final double limit, final RotationBorder border) {
        return new Rotation(Math.round((2 * random.nextDouble() - 1) * limit * STEPS_PER_DEGREE) / STEPS_PER_DEGREE, border);
    }

    /** Reads {@code DEGREES} for a black border, {@code DEGREES,BORDER} for any. */
    static Rotation parse(final List<String> parameters) {
        if (parameters.isEmpty() || parameters.size() > 2) {
            throw new IllegalArgumentException("A rotation needs degrees and a border");
        }

        return new Rotation(Double.parseDouble(parameters.getFirst()), parameters.size() == 1 ? RotationBorder.BLACK : RotationBorder.ofLabel(parameters.getLast()));
    }

    @Override
    public RgbImage apply(final RgbImage image) {
        // StrictMath gives the same bits on every machine, so that a recorded augmentation can be made again anywhere.
        final double cosine = StrictMath.cos(StrictMath.toRadians(degrees));
        final double sine = StrictMath.sin(StrictMath.toRadians(degrees));
        final double centreX = (image.width() - 1) / 2.0;
        final double centreY = (image.height() - 1) / 2.0;
        final RgbImage rotated = RgbImage.black(image.width(), image.height());
        final byte[] pixels = rotated.pixels();
        final double[] sums = new double[RgbImage.CHANNELS];
        int position = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                final double fromX = cosine * (x - centreX) - sine * (y - centreY) + centreX;
                final double fromY = sine * (x - centreX) + cosine * (y - centreY) + centreY;
                final double inside = interpolate(image, fromX, fromY, sums);
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    pixels[position] = (byte) Math.round(sums[channel] * inside);
                    position++;
                }
            }
        }

        return rotated;
    }

    /** Weighs the four pixels around a point; returns the weight of those that are there. */
    private double interpolate(final RgbImage image, final double x, final double y, final double[] sums) {
        final int left = (int) Math.floor(x);
        final int top = (int) Math.floor(y);
        final double right = x - left;
        final double bottom = y - top;
        final byte[] pixels = image.pixels();
        Arrays.fill(sums, 0);
        double inside = 0;
        for (int corner = 0; corner < 4; corner++) {
            final int column = place(left + corner % 2, image.width());
            final int row = place(top + corner / 2, image.height());
            if (column >= 0 && row >= 0) {
                final double weight = (corner % 2 == 0 ? 1 - right : right) * (corner / 2 == 0 ? 1 - bottom : bottom);
                inside += weight;
                final int pixel = (row * image.width() + column) * RgbImage.CHANNELS;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    sums[channel] += weight * Byte.toUnsignedInt(pixels[pixel + channel]);
                }
            }
        }

        return border == RotationBorder.BLACK ? inside : 1;
    }

    /** The column or row that stands for one that may lie outside; negative for none. */
    private int place(final int index, final int size) {
        if (border == RotationBorder.REPLICATE) {
            return Math.clamp(index, 0, size - 1);
        }

        return index < size ? index : -1;
    }

    @Override
    public String text() {
        return border == RotationBorder.BLACK ? String.format(Locale.ROOT, "rotation(%s)", degrees)
                : String.format(Locale.ROOT, "rotation(%s,%s)", degrees, border.label());
    }
}
