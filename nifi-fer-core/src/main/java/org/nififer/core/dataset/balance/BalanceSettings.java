package org.nififer.core.dataset.balance;

import org.nififer.core.augmentation.AugmentationPolicy;

import java.util.OptionalInt;

/**
 * How the training split of a dataset is balanced.
 *
 * @param samplesPerClass what each class gets, 1 or more; empty for the number of the largest class
 * @param seed            equal seeds balance the same dataset equally
 * @param policy          what is done to augmented images
 */
public record BalanceSettings(OptionalInt samplesPerClass, long seed, AugmentationPolicy policy) {

    public BalanceSettings {
        if (samplesPerClass.isPresent() && samplesPerClass.getAsInt() < 1) {
            throw new IllegalArgumentException("%d samples for each class; expected 1 or more".formatted(samplesPerClass.getAsInt()));
        }
    }
}
