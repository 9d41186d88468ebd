package org.nififer.dataset.balance;

import org.nififer.augmentation.AugmentationPolicy;
import org.nififer.augmentation.ImageOperations;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Augmentation;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.Seeds;

import java.util.Arrays;
import java.util.Locale;

/**
 * A sample of the balanced dataset.
 *
 * @param sample    an original, or an augmented one: a PNG of its origin's size, with its own SHA-256 and perceptual hash
 * @param unchanged whether it is augmented and yet looks like its origin to the last pixel
 */
record BalancedSample(Sample sample, boolean unchanged) {

    /** A turn by no degree at all, or autocontrast of what has all contrast: so many seeds are tried before an image counts as one that nothing changes. */
    private static final int ATTEMPTS = 8;

    static BalancedSample original(final Sample sample) {
        return new BalancedSample(sample, false);
    }

    /**
     * Makes an augmented sample.
     *
     * @param seed of the whole balancing
     * @param copy which copy of the origin, from 1
     * @throws InvalidInputException where the origin is no image
     */
    static BalancedSample augmented(final Origin origin, final AugmentationPolicy policy, final long seed, final long copy) throws InvalidInputException {
        final RgbImage image = origin.image();
        final String originKey = origin.sample().key();
        Augmentation augmentation = null;
        RgbImage result = image;
        for (int attempt = 0; attempt < ATTEMPTS && isSame(result, image); attempt++) {
            final long ownSeed = Seeds.of(seed, originKey, copy, attempt);
            final ImageOperations operations = policy.draw(ownSeed);
            augmentation = new Augmentation(operations.text(), ownSeed, originKey);
            result = operations.apply(image);
        }

        // The seed keeps the key apart from those of originals that are still to come, whatever their names.
        final String key = String.format(Locale.ROOT, "%s-augmented-%08x", originKey, (int) augmentation.seed());
        return new BalancedSample(SampleEncoding.PNG.sample(key, result, origin.sample().metadata().toBuilder().augmentation(augmentation)), isSame(result, image));
    }

    private static boolean isSame(final RgbImage first, final RgbImage second) {
        return Arrays.equals(first.pixels(), second.pixels());
    }

    /**
     * A sample that augmented ones are made of. It is decoded once, by the thread that makes the first of them. Thread-safe.
     */
    static final class Origin {

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
}
