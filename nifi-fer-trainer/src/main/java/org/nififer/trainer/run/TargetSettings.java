package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;

/**
 * What the network is told about a sample, how much the sample counts, and how often it is drawn.
 *
 * @param softVotes        whether the distribution of the votes is the target where a sample has votes; its label alone otherwise
 * @param labelSmoothing   the part of each target that all expressions share evenly (Szegedy et al., 2016), 0 to 1 (exclusive)
 * @param classWeights     how much the samples of an expression count
 * @param originalPart     the part of the target that is the original label of a sample where it has one beside its votes, 0 (none) to 1 (all)
 * @param voteWeights      whether a sample counts by the part of its annotators that chose an expression, and not unknown or no face
 * @param balancedSampling the power of {@link BalancedSampling}, 0 (every sample once an epoch) to 1 (every expression as often)
 * @param logitAdjustment  how many times the logarithm of the prior is added to the logits in the loss (Menon et al., 2021), 0 (off) to {@value #LARGEST_LOGIT_ADJUSTMENT};
 *                         the network need not learn then which expressions are frequent
 */
public record TargetSettings(boolean softVotes, double labelSmoothing, ClassWeights classWeights, double originalPart, boolean voteWeights, double balancedSampling,
                             double logitAdjustment) {

    /** More would drown what the images show. */
    public static final double LARGEST_LOGIT_ADJUSTMENT = 3;

    /** The paper's, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings in the making; what is not given: the votes where there are some, nothing smoothed, all samples alike. */
    public static final class Builder {

        private boolean softVotes = true;
        private double labelSmoothing;
        private ClassWeights classWeights = ClassWeights.NONE;
        private double originalPart;
        private boolean voteWeights;
        private double balancedSampling;
        private double logitAdjustment;

        private Builder() {
        }

        public Builder softVotes(final boolean value) {
            softVotes = value;
            return this;
        }

        public Builder labelSmoothing(final double value) {
            labelSmoothing = value;
            return this;
        }

        public Builder classWeights(final ClassWeights value) {
            classWeights = value;
            return this;
        }

        public Builder originalPart(final double value) {
            originalPart = value;
            return this;
        }

        public Builder voteWeights(final boolean value) {
            voteWeights = value;
            return this;
        }

        public Builder balancedSampling(final double value) {
            balancedSampling = value;
            return this;
        }

        public Builder logitAdjustment(final double value) {
            logitAdjustment = value;
            return this;
        }

        public TargetSettings build() {
            return new TargetSettings(softVotes, labelSmoothing, classWeights, originalPart, voteWeights, balancedSampling, logitAdjustment);
        }
    }

    void validate() throws InvalidInputException {
        SettingRange.require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing", labelSmoothing, "0 (inclusive) to 1 (exclusive)");
        SettingRange.require(originalPart >= 0 && originalPart <= 1, "part of the original label", originalPart, "0 (none of the target) to 1 (all of it)");
        SettingRange.require(balancedSampling >= 0 && balancedSampling <= 1, "power of balanced sampling", balancedSampling,
                "0 (every sample once an epoch) to 1 (every expression as often)");
        SettingRange.require(logitAdjustment >= 0 && logitAdjustment <= LARGEST_LOGIT_ADJUSTMENT, "logit adjustment", logitAdjustment, "0 (none) to " + LARGEST_LOGIT_ADJUSTMENT);
    }
}
