package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;
import org.nififer.core.augmentation.AugmentationPolicy;
import org.nififer.core.image.RgbImage;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What is done to training images anew in every epoch, beside what balancing has done to the dataset. Validation and test
 * images are never touched.
 */
public enum TrainingAugmentation {
    /**
     * Nothing, as in the paper. After balancing this has a trap: augmented images have black corners from their rotation, the
     * rarer an expression the more of them, so that a network learns to take whole corners for a sign of the frequent ones.
     */
    NONE("Nothing, as in the paper; after balancing, a network can then tell the rare expressions by the black corners of their augmented images"),
    /** Every original is augmented as balancing does it, so that originals and augmented images look alike. */
    FLIP_ROTATE("Every image is mirrored half of the time; originals are rotated within 10 degrees, and half of them stretched in contrast, as augmented images were before");

    private final String description;

    TrainingAugmentation(final String description) {
        this.description = description;
    }

    /** The name in files, properties and on the command line: lower case. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /**
     * An augmented copy of an image, or the image itself.
     *
     * @param isAugmented whether balancing has augmented it already
     */
    RgbImage apply(final RgbImage image, final boolean isAugmented, final RandomGenerator random) {
        if (this == NONE) {
            return image;
        }

        final RgbImage rotated = isAugmented ? image : AugmentationPolicy.PAPER.draw(random.nextLong()).apply(image);
        return random.nextBoolean() ? mirrored(rotated) : rotated;
    }

    private static RgbImage mirrored(final RgbImage image) {
        final RgbImage mirrored = RgbImage.black(image.width(), image.height());
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                final int source = y * image.width() + x;
                final int target = y * image.width() + image.width() - 1 - x;
                System.arraycopy(image.pixels(), source * RgbImage.CHANNELS, mirrored.pixels(), target * RgbImage.CHANNELS, RgbImage.CHANNELS);
            }
        }

        return mirrored;
    }
}
