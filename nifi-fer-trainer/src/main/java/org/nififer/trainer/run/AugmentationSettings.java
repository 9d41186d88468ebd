package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;

/**
 * What is done to the training images anew in every epoch.
 *
 * @param operations on each image
 * @param mixup      the alpha of mixup, see {@link BatchMixing}, which mixes pairs of images; 0 for none
 * @param cutMix     the alpha of CutMix, see there, which puts a window of one image into another; 0 for none. Where both are above 0, chance takes one for each batch
 */
public record AugmentationSettings(TrainingAugmentation operations, double mixup, double cutMix) {

    /** More would be one mean of two images for nearly all. */
    public static final double LARGEST_MIXUP = 2;

    void validate() throws InvalidInputException {
        SettingRange.require(mixup >= 0 && mixup <= LARGEST_MIXUP, "mixup", mixup, "0 (none) to " + LARGEST_MIXUP);
        SettingRange.require(cutMix >= 0 && cutMix <= LARGEST_MIXUP, "CutMix", cutMix, "0 (none) to " + LARGEST_MIXUP);
    }
}
