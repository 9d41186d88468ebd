package org.nififer.core.augmentation;

import org.nififer.core.image.RgbImage;

/**
 * Mirrors left and right, as torchvision's {@code hflip}.
 */
public record Flip() implements ImageOperation {

    @Override
    public RgbImage apply(final RgbImage image) {
        final RgbImage flipped = RgbImage.black(image.width(), image.height());
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                final int source = y * image.width() + x;
                final int target = y * image.width() + image.width() - 1 - x;
                System.arraycopy(image.pixels(), source * RgbImage.CHANNELS, flipped.pixels(), target * RgbImage.CHANNELS, RgbImage.CHANNELS);
            }
        }

        return flipped;
    }

    @Override
    public String text() {
        return OperationKind.FLIP.label() + "()";
    }
}
