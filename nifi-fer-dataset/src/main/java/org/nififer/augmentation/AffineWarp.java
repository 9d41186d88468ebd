package org.nififer.augmentation;

import org.nififer.common.RgbImage;

/**
 * Moves the pixels of an image by one affine map, so that however many movements it is made of, pixels are interpolated once. The map says where a pixel of the result comes
 * from: {@code (xx * x + xy * y + xOffset, yx * x + yy * y + yOffset)} about the centre of the image, in pixels. Bilinear; a map that lands on pixels copies them.
 *
 * @param xx      how the column it comes from grows with the column
 * @param xy      how the column it comes from grows with the row
 * @param yx      how the row it comes from grows with the column
 * @param yy      how the row it comes from grows with the row
 * @param xOffset in parts of the width
 * @param yOffset in parts of the height
 */
record AffineWarp(double xx, double xy, double yx, double yy, double xOffset, double yOffset) {

    static final AffineWarp IDENTITY = new AffineWarp(1, 0, 0, 1, 0, 0);

    static AffineWarp flip() {
        return new AffineWarp(-1, 0, 0, 1, 0, 0);
    }

    /** Counter-clockwise. */
    static AffineWarp rotation(final double degrees) {
        final double cosine = StrictMath.cos(StrictMath.toRadians(degrees));
        final double sine = StrictMath.sin(StrictMath.toRadians(degrees));
        return new AffineWarp(cosine, -sine, sine, cosine, 0, 0);
    }

    /** The centre stays where it is; above 1 enlarges. */
    static AffineWarp zoom(final double factor) {
        return new AffineWarp(1 / factor, 0, 0, 1 / factor, 0, 0);
    }

    /** To the right and down, in parts of the sides. */
    static AffineWarp shift(final double right, final double down) {
        return new AffineWarp(1, 0, 0, 1, -right, -down);
    }

    /** Shows a window as large as the image, of whose proportions it is. */
    static AffineWarp window(final Window window) {
        return new AffineWarp(window.width(), 0, 0, window.height(), window.left() + window.width() / 2 - 0.5, window.top() + window.height() / 2 - 0.5);
    }

    /** This after another one that comes first; exact where the image is square or one of the two does not rotate. */
    AffineWarp after(final AffineWarp first) {
        return new AffineWarp(first.xx * xx + first.xy * yx, first.xx * xy + first.xy * yy, first.yx * xx + first.yy * yx, first.yx * xy + first.yy * yy,
                first.xx * xOffset + first.xy * yOffset + first.xOffset, first.yx * xOffset + first.yy * yOffset + first.yOffset);
    }

    /** The moved image; outside of the image given are its border pixels, or black, which {@link Rotation} tells of. */
    RgbImage apply(final RgbImage image, final RotationBorder border) {
        final int width = image.width();
        final int height = image.height();
        final boolean replicates = border == RotationBorder.REPLICATE;
        final byte[] source = image.pixels();
        final byte[] pixels = new byte[source.length];
        final double centreX = (width - 1) / 2.0;
        final double centreY = (height - 1) / 2.0;
        int position = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double fromX = xx * (x - centreX) + xy * (y - centreY) + xOffset * width + centreX;
                double fromY = yx * (x - centreX) + yy * (y - centreY) + yOffset * height + centreY;
                if (replicates) {
                    fromX = Math.clamp(fromX, 0, width - 1);
                    fromY = Math.clamp(fromY, 0, height - 1);
                }

                final int left = (int) Math.floor(fromX);
                final int top = (int) Math.floor(fromY);
                final double right = fromX - left;
                final double bottom = fromY - top;
                final double leftWeight = left < 0 || left >= width ? 0 : 1 - right;
                final double rightWeight = left < -1 || left >= width - 1 ? 0 : right;
                final double topWeight = top < 0 || top >= height ? 0 : 1 - bottom;
                final double bottomWeight = top < -1 || top >= height - 1 ? 0 : bottom;
                final double inside = replicates ? 1 : (leftWeight + rightWeight) * (topWeight + bottomWeight);
                final int columnLeft = Math.clamp(left, 0, width - 1) * RgbImage.CHANNELS;
                final int columnRight = Math.clamp(left + 1, 0, width - 1) * RgbImage.CHANNELS;
                final int rowTop = Math.clamp(top, 0, height - 1) * width * RgbImage.CHANNELS;
                final int rowBottom = Math.clamp(top + 1, 0, height - 1) * width * RgbImage.CHANNELS;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    final double upper = leftWeight * (source[rowTop + columnLeft + channel] & 0xFF) + rightWeight * (source[rowTop + columnRight + channel] & 0xFF);
                    final double lower = leftWeight * (source[rowBottom + columnLeft + channel] & 0xFF) + rightWeight * (source[rowBottom + columnRight + channel] & 0xFF);
                    // Rounds what is never negative.
                    pixels[position] = (byte) (int) ((topWeight * upper + bottomWeight * lower) * inside + 0.5);
                    position++;
                }
            }
        }

        return new RgbImage(width, height, pixels);
    }
}
