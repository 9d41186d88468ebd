package org.nififer.core.augmentation;

import org.nififer.core.image.RgbImage;

/**
 * Rotates about the centre, keeping the size. Bilinear; what comes from outside is black, and a pixel that lies partly outside is
 * darkened by that part once more, as torchvision's {@code rotate} with {@code fill=0} does.
 *
 * @param degrees counter-clockwise, any finite number
 */
public record Rotation(double degrees) implements ImageOperation {

    static final String NAME = "rotation";

    public Rotation {
        if (!Double.isFinite(degrees)) {
            throw new IllegalArgumentException("A rotation needs a finite number of degrees, got " + degrees);
        }
    }

    @Override
    public RgbImage apply(final RgbImage image) {
        // StrictMath gives the same bits on every machine, so that a recorded augmentation can be made again anywhere.
        final double cosine = StrictMath.cos(StrictMath.toRadians(degrees));
        final double sine = StrictMath.sin(StrictMath.toRadians(degrees));
        final double centreX = (image.width() - 1) / 2.0;
        final double centreY = (image.height() - 1) / 2.0;
        final RgbImage rotated = RgbImage.black(image.width(), image.height());
        int position = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                final double fromX = cosine * (x - centreX) - sine * (y - centreY) + centreX;
                final double fromY = sine * (x - centreX) + cosine * (y - centreY) + centreY;
                interpolate(image, fromX, fromY, rotated.pixels(), position);
                position += RgbImage.CHANNELS;
            }
        }

        return rotated;
    }

    private static void interpolate(final RgbImage image, final double x, final double y, final byte[] target, final int position) {
        final int left = (int) Math.floor(x);
        final int top = (int) Math.floor(y);
        final double right = x - left;
        final double bottom = y - top;
        final double[] sums = new double[RgbImage.CHANNELS];
        double inside = 0;
        for (int corner = 0; corner < 4; corner++) {
            final int column = left + corner % 2;
            final int row = top + corner / 2;
            if (column >= 0 && column < image.width() && row >= 0 && row < image.height()) {
                final double weight = (corner % 2 == 0 ? 1 - right : right) * (corner / 2 == 0 ? 1 - bottom : bottom);
                inside += weight;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    sums[channel] += weight * image.value(column, row, channel);
                }
            }
        }

        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            target[position + channel] = (byte) Math.round(sums[channel] * inside);
        }
    }

    @Override
    public String text() {
        return "%s(%s)".formatted(NAME, degrees);
    }
}
