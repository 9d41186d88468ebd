package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.nififer.common.InvalidInputException;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.Precision;

/**
 * Everything that decides what a training run does to a dataset. Where nothing else is said, the values are the paper's.
 *
 * @param architecture the network, with its stochastic depth
 * @param schedule     epochs, and the learning rate of each step
 * @param optimizer    how a step moves the weights
 * @param targets      what the network is told about a sample
 * @param augmentation of the training images, anew in every epoch
 * @param weights      which weights are moved, and which are kept
 * @param seed         of the weights, the order of the samples, augmentation and stochastic depth
 * @param precision    of the matrix products
 * @param calibrated   whether a temperature is fitted to the validation split at the end and stored in the model; where it is not, the JSON does not have it, so that
 *                     the ids of runs that began before there was a choice are still theirs
 * @param colour       of the images that the network sees, and that the model will see
 */
public record TrainingSettings(NetworkConfiguration architecture, ScheduleSettings schedule, OptimizerSettings optimizer, TargetSettings targets,
                               AugmentationSettings augmentation, WeightSettings weights, long seed, Precision precision,
                               @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean calibrated, TrainingColour colour) {

    /** Settings of a training after which nothing is calibrated; its colours are those of the images. */
    public TrainingSettings(final NetworkConfiguration architecture, final ScheduleSettings schedule, final OptimizerSettings optimizer, final TargetSettings targets,
                            final AugmentationSettings augmentation, final WeightSettings weights, final long seed, final Precision precision) {
        this(architecture, schedule, optimizer, targets, augmentation, weights, seed, precision, false, TrainingColour.AUTO);
    }

    /** The same with a calibration, or without. */
    public TrainingSettings withCalibrated(final boolean other) {
        return new TrainingSettings(architecture, schedule, optimizer, targets, augmentation, weights, seed, precision, other, colour);
    }

    /** The same with other colours. */
    public TrainingSettings withColour(final TrainingColour other) {
        return new TrainingSettings(architecture, schedule, optimizer, targets, augmentation, weights, seed, precision, calibrated, other);
    }

    /** The paper's settings where they are not given. */
    public static TrainingSettings of(final NetworkConfiguration architecture, final OptimizerKind optimizer, final int epochs, final int batchSize,
                                      final double learningRate, final long seed, final Precision precision, final TrainingAugmentation augmentation) {
        return new TrainingSettings(architecture, ScheduleSettings.of(epochs, learningRate), OptimizerSettings.builder(optimizer).batchSize(batchSize).build(),
                TargetSettings.DEFAULT,
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
