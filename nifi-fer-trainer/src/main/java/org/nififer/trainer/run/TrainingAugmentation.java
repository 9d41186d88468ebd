package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;
import org.nififer.core.augmentation.AugmentationPolicy;
import org.nififer.core.augmentation.Flip;
import org.nififer.core.augmentation.RotationBorder;
import org.nififer.core.image.RgbImage;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What is done to training images anew in every epoch, beside what balancing has done to the dataset. Validation and test
 * images are never touched.
 */
public enum TrainingAugmentation {
    /**
     * Nothing, as in the paper. Where balancing rotated with black corners this has a trap: the rarer an expression, the more of its images
     * have them, so that a network learns to take whole corners for a sign of the frequent ones.
     */
    NONE("Nothing, as in the paper; where a dataset was balanced with black corners, a network can tell the rare expressions by them"),
    /** Every original is augmented as balancing does it by default, so that originals and augmented images look alike. */
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
     * @param border      what rotations bring in from outside, the same as balancing did
     */
    RgbImage apply(final RgbImage image, final boolean isAugmented, final RotationBorder border, final RandomGenerator random) {
        if (this == NONE) {
            return image;
        }

        final RgbImage rotated = isAugmented ? image : AugmentationPolicy.DEFAULT.withRotationBorder(border).draw(random.nextLong()).apply(image);
        return random.nextBoolean() ? new Flip().apply(rotated) : rotated;
    }
}
