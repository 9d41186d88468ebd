package org.nififer.dataset.balance;

import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Sample;

/**
 * A sample that augmented ones are made of. It is decoded once, by the thread that makes the first of them. Thread-safe.
 */
final class Origin {

    private final Sample sample;
    private RgbImage image;

    Origin(final Sample sample) {
        this.sample = sample;
    }

    Sample sample() {
        return sample;
    }

    /**
     * The decoded image.
     *
     * @throws InvalidInputException where it is damaged
     */
    synchronized RgbImage image() throws InvalidInputException {
        if (image == null) {
            image = AugmentedImages.decode(sample);
        }

        return image;
    }
}
