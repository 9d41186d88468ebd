package org.nififer.trainer.run;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.network.Precision;
import org.nififer.core.network.SwinConfiguration;

/**
 * Everything that decides what a training run does to a dataset.
 *
 * @param architecture  the network
 * @param optimizer     SGD, or SAM around it
 * @param epochs        passes over the training split; the paper: 25
 * @param batchSize     samples a step
 * @param learningRate  of the first epoch
 * @param decayFactor   what the learning rate is multiplied by after each decayEpochs; the paper: 0.1
 * @param decayEpochs   epochs between two decays; the paper: 10
 * @param momentum      of SGD, 0 to 1 (exclusive); the paper: 0.9
 * @param weightDecay   of SGD
 * @param rho           radius of SAM; the paper: 0.05
 * @param seed          of the weights, the order of the samples and stochastic depth
 * @param precision     of the matrix products
 * @param augmentation  of the training images, anew in every epoch
 */
public record TrainingSettings(SwinConfiguration architecture, OptimizerKind optimizer, int epochs, int batchSize, double learningRate, double decayFactor,
                               int decayEpochs, double momentum, double weightDecay, double rho, long seed, Precision precision,
                               TrainingAugmentation augmentation) {

    public static final int DEFAULT_EPOCHS = 25;
    public static final int DEFAULT_BATCH_SIZE = 16;
    public static final double DEFAULT_LEARNING_RATE = 0.01;

    /** Nothing learns with more; it is a mistake. */
    public static final double LARGEST_LEARNING_RATE = 10;

    private static final double DECAY_FACTOR = 0.1;
    private static final int DECAY_EPOCHS = 10;
    private static final double MOMENTUM = 0.9;
    private static final double WEIGHT_DECAY = 5e-4;
    private static final double RHO = 0.05;

    /** The paper's settings where they are not given. */
    public static TrainingSettings of(final SwinConfiguration architecture, final OptimizerKind optimizer, final int epochs, final int batchSize,
                                      final double learningRate, final long seed, final Precision precision, final TrainingAugmentation augmentation) {
        return new TrainingSettings(architecture, optimizer, epochs, batchSize, learningRate, DECAY_FACTOR, DECAY_EPOCHS, MOMENTUM, WEIGHT_DECAY, RHO, seed, precision,
                augmentation);
    }

    /**
     * Checks the ranges.
     *
     * @throws InvalidInputException naming the setting, its value and what would be right
     */
    public void validate() throws InvalidInputException {
        architecture.validate();
        require(epochs >= 1, "number of epochs", epochs, "at least 1");
        require(batchSize >= 1 && batchSize <= 4096, "batch size", batchSize, "1 to 4096");
        require(learningRate > 0 && learningRate <= LARGEST_LEARNING_RATE, "learning rate", learningRate,
                "above 0 and at most %s".formatted(LARGEST_LEARNING_RATE));
        require(momentum >= 0 && momentum < 1, "momentum", momentum, "0 (inclusive) to 1 (exclusive)");
        require(weightDecay >= 0 && weightDecay < 1, "weight decay", weightDecay, "0 (inclusive) to 1 (exclusive)");
        require(rho > 0 && rho <= 10, "rho", rho, "above 0 and at most 10");
    }

    private static void require(final boolean condition, final String setting, final Object value, final String right) throws InvalidInputException {
        if (!condition) {
            throw new InvalidInputException(Code.INVALID_SETTING, "The %s is %s; it must be %s".formatted(setting, value, right));
        }
    }

    /** The learning rate of an epoch, counted from 1. */
    public double learningRate(final int epoch) {
        return learningRate * Math.pow(decayFactor, (epoch - 1) / decayEpochs);
    }
}
