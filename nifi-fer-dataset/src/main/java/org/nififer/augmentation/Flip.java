package org.nififer.augmentation;

import org.nififer.common.RgbImage;

/**
 * Mirrors left and right, as torchvision's {@code hflip}.
 */
public record Flip() implements ImageOperation {

    @Override
    public RgbImage apply(final RgbImage image) {
        return image.mirrored();
    }

    @Override
    public String text() {
        return "flip()";
    }
}
