package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.nififer.common.InvalidInputException;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.Precision;

/**
 * Everything that decides what a training run does to a dataset. As JSON it stands in a {@link TrainingRequest}, in checkpoints, in the report and, without the architecture, in
 * the description of the model. Where nothing else is said, the values are the paper's.
 *
 * @param architecture the network, with its stochastic depth; null, and not in the JSON, until initial weights have brought it
 * @param schedule     epochs, and the learning rate of each step
 * @param optimizer    how a step moves the weights
 * @param targets      what the network is told about a sample
 * @param augmentation of the training images, anew in every epoch
 * @param weights      which weights are moved, and which are kept
 * @param seed         of the weights, the order of the samples, augmentation and stochastic depth
 * @param precision    of the matrix products
 * @param calibrated   whether a temperature is fitted to the validation split at the end and stored in the model
 * @param colour       of the images that the network sees, and that the model will see
 */
public record TrainingSettings(@JsonInclude(JsonInclude.Include.NON_NULL) NetworkConfiguration architecture, ScheduleSettings schedule, OptimizerSettings optimizer,
                               TargetSettings targets, AugmentationSettings augmentation, WeightSettings weights, long seed, Precision precision, boolean calibrated,
                               TrainingColour colour) {

    /** The paper's settings, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings in the making: what is not given is as in the paper. */
    public static final class Builder {

        private final ScheduleSettings.Builder schedule = ScheduleSettings.builder();
        private final OptimizerSettings.Builder optimizer = OptimizerSettings.builder();
        private final TargetSettings.Builder targets = TargetSettings.builder();
        private TrainingAugmentation augmentation = TrainingAugmentation.FLIP_ROTATE;
        private double mixup;
        private double cutMix;
        private double averageDecay;
        private int frozenStages;
        private WeightSettings.BestBy bestBy = WeightSettings.BestBy.ACCURACY;
        private long seed;
        private Precision precision;
        private boolean calibrated;
        private TrainingColour colour = TrainingColour.AUTO;

        private Builder() {
        }

        /** Epochs and learning rate, to be changed. */
        public ScheduleSettings.Builder schedule() {
            return schedule;
        }

        /** How a step moves the weights, to be changed. */
        public OptimizerSettings.Builder optimizer() {
            return optimizer;
        }

        /** What the network is told about a sample, to be changed. */
        public TargetSettings.Builder targets() {
            return targets;
        }

        /** See {@link AugmentationSettings#operations}. */
        public Builder augmentation(final TrainingAugmentation value) {
            augmentation = value;
            return this;
        }

        /** See {@link AugmentationSettings#mixup}. */
        public Builder mixup(final double value) {
            mixup = value;
            return this;
        }

        /** See {@link AugmentationSettings#cutMix}. */
        public Builder cutMix(final double value) {
            cutMix = value;
            return this;
        }

        /** See {@link WeightSettings#averageDecay}. */
        public Builder averageDecay(final double value) {
            averageDecay = value;
            return this;
        }

        /** See {@link WeightSettings#frozenStages}. */
        public Builder frozenStages(final int value) {
            frozenStages = value;
            return this;
        }

        /** See {@link WeightSettings#bestBy}. */
        public Builder bestBy(final WeightSettings.BestBy value) {
            bestBy = value;
            return this;
        }

        /** See {@link TrainingSettings#seed}. */
        public Builder seed(final long value) {
            seed = value;
            return this;
        }

        /** Of the matrix products; null for what this machine is fastest in. */
        public Builder precision(final Precision value) {
            precision = value;
            return this;
        }

        /** See {@link TrainingSettings#calibrated}. */
        public Builder calibrated(final boolean value) {
            calibrated = value;
            return this;
        }

        /** See {@link TrainingSettings#colour}. */
        public Builder colour(final TrainingColour value) {
            colour = value;
            return this;
        }

        /**
         * The settings, not yet checked.
         *
         * @param architecture null where initial weights bring it
         * @throws InvalidInputException where this machine is told to be fastest in a precision that does not exist
         */
        public TrainingSettings build(final NetworkConfiguration architecture) throws InvalidInputException {
            final OptimizerSettings steps = optimizer.build();
            return new TrainingSettings(architecture, schedule.build(steps.kind().base()), steps, targets.build(), new AugmentationSettings(augmentation, mixup, cutMix),
                    new WeightSettings(averageDecay, frozenStages, bestBy), seed, precision == null ? Precision.ofThisMachine() : precision, calibrated, colour);
        }
    }

    /** The same for the network that initial weights have brought. */
    TrainingSettings withArchitecture(final NetworkConfiguration other) {
        return new TrainingSettings(other, schedule, optimizer, targets, augmentation, weights, seed, precision, calibrated, colour);
    }

    /**
     * Checks the ranges; of the architecture only where it is known.
     *
     * @throws InvalidInputException naming the setting, its value and what would be right
     */
    public void validate() throws InvalidInputException {
        if (architecture != null) {
            architecture.validate();
        }

        schedule.validate();
        optimizer.validate();
        targets.validate();
        augmentation.validate();
        weights.validate(architecture == null ? WeightSettings.MOST_STAGES : architecture.depths().size());
        SettingRange.require(precision.isTrainable(), "precision", precision.label(), "fp32 or bf16");
    }
}
