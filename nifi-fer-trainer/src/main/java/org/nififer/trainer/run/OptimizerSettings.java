package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;
import org.nififer.trainer.optimizer.DecayedWeights;

/**
 * How a step moves the weights.
 *
 * @param kind           SGD or AdamW, or sharpness-aware minimization around either
 * @param momentum       of SGD, 0 to 1 (exclusive); the paper: 0.9
 * @param beta1          of AdamW, 0 to 1 (exclusive)
 * @param beta2          of AdamW, 0 to 1 (exclusive)
 * @param weightDecay    of either, 0 to 1 (exclusive)
 * @param decayedWeights what it is applied to
 * @param clipNorm       the greatest norm of the gradients of all parameters together; 0 for any
 * @param sharpness      where and when sharpness-aware minimization looks
 * @param batchSize      samples that go through the network together
 * @param accumulation   batches whose gradients make one step together: a step learns from batchSize * accumulation samples
 */
public record OptimizerSettings(OptimizerKind kind, double momentum, double beta1, double beta2, double weightDecay, DecayedWeights decayedWeights, double clipNorm,
                                SharpnessSettings sharpness, int batchSize, int accumulation) {

    public static final double DEFAULT_MOMENTUM = 0.9;
    public static final double DEFAULT_BETA1 = 0.9;
    public static final double DEFAULT_BETA2 = 0.999;
    public static final DecayedWeights DEFAULT_DECAYED_WEIGHTS = DecayedWeights.MATRICES;
    public static final int DEFAULT_BATCH_SIZE = 16;
    public static final int LARGEST_BATCH_SIZE = 4096;

    /** Nothing is clipped above; it is a mistake. */
    public static final double LARGEST_CLIP_NORM = 1e6;

    /** The paper's, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings in the making: what is not given is as in the paper, and where it says nothing what is usual with the kind. */
    public static final class Builder {

        private OptimizerKind kind = OptimizerKind.SAM;
        private double momentum = DEFAULT_MOMENTUM;
        private double beta1 = DEFAULT_BETA1;
        private double beta2 = DEFAULT_BETA2;
        private Double weightDecay;
        private DecayedWeights decayedWeights = DEFAULT_DECAYED_WEIGHTS;
        private double clipNorm;
        private Double rho;
        private double sharpnessPart = 1;
        private int sharpnessInterval = 1;
        private int batchSize = DEFAULT_BATCH_SIZE;
        private int accumulation = 1;

        private Builder() {
        }

        public Builder kind(final OptimizerKind value) {
            kind = value;
            return this;
        }

        public Builder momentum(final double value) {
            momentum = value;
            return this;
        }

        public Builder beta1(final double value) {
            beta1 = value;
            return this;
        }

        public Builder beta2(final double value) {
            beta2 = value;
            return this;
        }

        /** Null for what is usual with the kind. */
        public Builder weightDecay(final Double value) {
            weightDecay = value;
            return this;
        }

        public Builder decayedWeights(final DecayedWeights value) {
            decayedWeights = value;
            return this;
        }

        public Builder clipNorm(final double value) {
            clipNorm = value;
            return this;
        }

        /** See {@link SharpnessSettings#rho}; null for what is usual with the kind. */
        public Builder rho(final Double value) {
            rho = value;
            return this;
        }

        /** See {@link SharpnessSettings#part}. */
        public Builder sharpnessPart(final double value) {
            sharpnessPart = value;
            return this;
        }

        /** See {@link SharpnessSettings#interval}. */
        public Builder sharpnessInterval(final int value) {
            sharpnessInterval = value;
            return this;
        }

        public Builder batchSize(final int value) {
            batchSize = value;
            return this;
        }

        public Builder accumulation(final int value) {
            accumulation = value;
            return this;
        }

        public OptimizerSettings build() {
            final SharpnessSettings sharpness = new SharpnessSettings(rho == null ? kind.sharpness().defaultRho() : rho, sharpnessPart, sharpnessInterval);
            return new OptimizerSettings(kind, momentum, beta1, beta2, weightDecay == null ? kind.base().defaultWeightDecay() : weightDecay, decayedWeights, clipNorm, sharpness,
                    batchSize, accumulation);
        }
    }

    void validate() throws InvalidInputException {
        SettingRange.require(momentum >= 0 && momentum < 1, "momentum", momentum, "0 (inclusive) to 1 (exclusive)");
        SettingRange.require(beta1 >= 0 && beta1 < 1, "first beta", beta1, "0 (inclusive) to 1 (exclusive)");
        SettingRange.require(beta2 >= 0 && beta2 < 1, "second beta", beta2, "0 (inclusive) to 1 (exclusive)");
        SettingRange.require(weightDecay >= 0 && weightDecay < 1, "weight decay", weightDecay, "0 (inclusive) to 1 (exclusive)");
        SettingRange.require(clipNorm >= 0 && clipNorm <= LARGEST_CLIP_NORM, "norm that gradients are clipped to", clipNorm, "0 (none) to " + LARGEST_CLIP_NORM);
        sharpness.validate();
        SettingRange.require(batchSize >= 1 && batchSize <= LARGEST_BATCH_SIZE, "batch size", batchSize, "1 to " + LARGEST_BATCH_SIZE);
        SettingRange.require(accumulation >= 1 && accumulation <= LARGEST_BATCH_SIZE, "number of accumulated batches", accumulation, "1 to " + LARGEST_BATCH_SIZE);
    }

    /** How many steps an epoch over so many samples has; the last one learns from what is left. */
    int stepsPerEpoch(final int samples) {
        return Math.ceilDiv(Math.ceilDiv(samples, batchSize), accumulation);
    }
}
