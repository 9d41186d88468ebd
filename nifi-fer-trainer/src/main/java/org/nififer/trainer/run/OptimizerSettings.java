package org.nififer.trainer.run;

import org.nififer.core.InvalidInputException;

/**
 * How a step moves the weights.
 *
 * @param kind         SGD, or sharpness-aware minimization around it
 * @param rho          the radius of the ball in which SAM looks for the worst point; the paper: 0.05
 * @param momentum     of SGD, 0 to 1 (exclusive); the paper: 0.9
 * @param weightDecay  of SGD
 * @param batchSize    samples that go through the network together
 * @param accumulation batches whose gradients make one step together: a step learns from batchSize * accumulation samples
 */
public record OptimizerSettings(OptimizerKind kind, double rho, double momentum, double weightDecay, int batchSize, int accumulation) {

    public static final double DEFAULT_MOMENTUM = 0.9;
    public static final double DEFAULT_WEIGHT_DECAY = 5e-4;
    public static final int DEFAULT_BATCH_SIZE = 16;
    public static final int LARGEST_BATCH_SIZE = 4096;

    /** The paper's values for a kind. */
    public static OptimizerSettings of(final OptimizerKind kind, final int batchSize) {
        return new OptimizerSettings(kind, kind.defaultRho(), DEFAULT_MOMENTUM, DEFAULT_WEIGHT_DECAY, batchSize, 1);
    }

    void validate() throws InvalidInputException {
        SettingRange.require(rho > 0 && rho <= 10, "rho", rho, "above 0 and at most 10");
        SettingRange.require(momentum >= 0 && momentum < 1, "momentum", momentum, "0 (inclusive) to 1 (exclusive)");
        SettingRange.require(weightDecay >= 0 && weightDecay < 1, "weight decay", weightDecay, "0 (inclusive) to 1 (exclusive)");
        SettingRange.require(batchSize >= 1 && batchSize <= LARGEST_BATCH_SIZE, "batch size", batchSize, "1 to " + LARGEST_BATCH_SIZE);
        SettingRange.require(accumulation >= 1 && accumulation <= LARGEST_BATCH_SIZE, "number of accumulated batches", accumulation, "1 to " + LARGEST_BATCH_SIZE);
    }
}
