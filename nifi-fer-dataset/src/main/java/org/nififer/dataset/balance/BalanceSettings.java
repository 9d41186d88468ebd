package org.nififer.dataset.balance;

import org.nififer.augmentation.AugmentationPolicy;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * How the training split of a dataset is balanced.
 *
 * @param samplesPerClass what each class gets, 1 or more; empty for the number of the largest class
 * @param seed            equal seeds balance the same dataset equally
 * @param policy          what is done to augmented images
 * @param threads         how many images are augmented at a time, 1 or more; the result is the same for any number
 */
public record BalanceSettings(OptionalInt samplesPerClass, long seed, AugmentationPolicy policy, int threads) {

    public BalanceSettings {
        if (samplesPerClass.isPresent() && samplesPerClass.getAsInt() < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d samples for each class; expected 1 or more", samplesPerClass.getAsInt()));
        }

        if (threads < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d threads; expected 1 or more", threads));
        }
    }
}
