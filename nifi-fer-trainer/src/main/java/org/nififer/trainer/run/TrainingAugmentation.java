package org.nififer.trainer.run;

import org.nififer.core.image.RgbImage;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What is done to training images anew in every epoch, beside what balancing has done to the dataset. Validation and test
 * images are never touched.
 */
public enum TrainingAugmentation {
    NONE("Nothing, as in the paper: only what balancing has added to the dataset"),
    FLIP_SHIFT("Mirrored half of the time, and shifted by up to a twelfth of its side: the common choice against overfitting on few samples");

    private static final int LARGEST_SHIFT_PART = 12;

    private final String description;

    TrainingAugmentation(final String description) {
        this.description = description;
    }

    /** The name in files, properties and on the command line: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** A changed copy of an image, or the image itself where nothing is to be done. */
    RgbImage apply(final RgbImage image, final RandomGenerator random) {
        if (this == NONE) {
            return image;
        }

        final boolean mirrored = random.nextBoolean();
        final int limit = Math.min(image.width(), image.height()) / LARGEST_SHIFT_PART;
        return moved(image, mirrored, random.nextInt(-limit, limit + 1), random.nextInt(-limit, limit + 1));
    }

    /** Rows and columns that come in from outside repeat the border. */
    private static RgbImage moved(final RgbImage image, final boolean mirrored, final int right, final int down) {
        final RgbImage moved = RgbImage.black(image.width(), image.height());
        int target = 0;
        for (int y = 0; y < image.height(); y++) {
            final int row = Math.clamp(y - down, 0, image.height() - 1) * image.width();
            for (int x = 0; x < image.width(); x++) {
                final int column = Math.clamp(x - right, 0, image.width() - 1);
                final int source = (row + (mirrored ? image.width() - 1 - column : column)) * RgbImage.CHANNELS;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    moved.pixels()[target++] = image.pixels()[source + channel];
                }
            }
        }

        return moved;
    }
}
