package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;
import org.nififer.core.image.RgbImage;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What is done to training images anew in every epoch, beside what balancing has done to the dataset. Validation and test
 * images are never touched.
 */
public enum TrainingAugmentation {
    NONE("Nothing, as in the paper: only what balancing has added to the dataset"),
    FLIP("Mirrored half of the time");

    private final String description;

    TrainingAugmentation(final String description) {
        this.description = description;
    }

    /** The name in files, properties and on the command line: lower case. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** A mirrored copy of an image, or the image itself. */
    RgbImage apply(final RgbImage image, final RandomGenerator random) {
        return this == FLIP && random.nextBoolean() ? mirrored(image) : image;
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
