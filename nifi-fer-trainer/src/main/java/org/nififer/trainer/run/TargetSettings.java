package org.nififer.trainer.run;

import org.nififer.core.InvalidInputException;

/**
 * What the network is told about a sample.
 *
 * @param softVotes      whether the distribution of the votes is the target where a sample has votes; its label alone otherwise
 * @param labelSmoothing the part of each target that all expressions share evenly (Szegedy et al., 2016), 0 to 1 (exclusive)
 * @param classWeights   how much the samples of an expression count
 */
public record TargetSettings(boolean softVotes, double labelSmoothing, ClassWeights classWeights) {

    /** The votes where there are some, nothing smoothed, all samples alike. */
    public static final TargetSettings DEFAULT = new TargetSettings(true, 0, ClassWeights.NONE);

    void validate() throws InvalidInputException {
        SettingRange.require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing", labelSmoothing, "0 (inclusive) to 1 (exclusive)");
    }
}
