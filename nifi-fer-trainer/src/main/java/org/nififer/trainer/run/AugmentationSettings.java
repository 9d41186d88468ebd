package org.nififer.trainer.run;

import org.nififer.core.InvalidInputException;

/**
 * What is done to the training images anew in every epoch.
 *
 * @param operations on each image
 * @param mixup      the alpha of {@link Mixup}, which mixes pairs of images; 0 for none
 */
public record AugmentationSettings(TrainingAugmentation operations, double mixup) {

    /** More would be one mean of two images for nearly all. */
    public static final double LARGEST_MIXUP = 2;

    void validate() throws InvalidInputException {
        SettingRange.require(mixup >= 0 && mixup <= LARGEST_MIXUP, "mixup", mixup, "0 (none) to " + LARGEST_MIXUP);
    }
}
