package org.nififer.trainer.run;

import org.nififer.core.InvalidInputException;
import org.nififer.core.network.NetworkConfiguration;
import org.nififer.core.network.Precision;

/**
 * Everything that decides what a training run does to a dataset. Where nothing else is said, the values are the paper's.
 *
 * @param architecture the network, with its stochastic depth
 * @param schedule     epochs, and the learning rate of each
 * @param optimizer    how a step moves the weights
 * @param targets      what the network is told about a sample
 * @param augmentation of the training images, anew in every epoch
 * @param weights      which weights are moved, and which are kept
 * @param seed         of the weights, the order of the samples, augmentation and stochastic depth
 * @param precision    of the matrix products
 */
public record TrainingSettings(NetworkConfiguration architecture, ScheduleSettings schedule, OptimizerSettings optimizer, TargetSettings targets,
                               AugmentationSettings augmentation, WeightSettings weights, long seed, Precision precision) {

    /** The paper's settings where they are not given. */
    public static TrainingSettings of(final NetworkConfiguration architecture, final OptimizerKind optimizer, final int epochs, final int batchSize,
                                      final double learningRate, final long seed, final Precision precision, final TrainingAugmentation augmentation) {
        return new TrainingSettings(architecture, ScheduleSettings.of(epochs, learningRate), OptimizerSettings.of(optimizer, batchSize), TargetSettings.DEFAULT,
                new AugmentationSettings(augmentation, 0), WeightSettings.DEFAULT, seed, precision);
    }

    /**
     * Checks the ranges.
     *
     * @throws InvalidInputException naming the setting, its value and what would be right
     */
    public void validate() throws InvalidInputException {
        architecture.validate();
        schedule.validate();
        optimizer.validate();
        targets.validate();
        augmentation.validate();
        weights.validate(architecture.depths().size());
    }
}
