package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;

import java.util.Locale;

/**
 * How long a run trains, and how fast in which step.
 *
 * @param epochs              passes over the training split; the paper: 25
 * @param learningRate        the highest
 * @param decay               how it falls; the paper: in steps
 * @param decayFactor         what a step of the schedule multiplies it by, above 0 and at most 1; the paper: 0.1
 * @param decayEpochs         epochs between two steps of the schedule; the paper: 10
 * @param minimumLearningRate what the cosine falls to, 0 to the learning rate
 * @param warmupEpochs        in whose steps it rises evenly before the first epoch with the whole learning rate; 0 for none
 * @param patience            how many epochs in a row may be without a better validation accuracy before the run ends; 0 for no end before the last epoch
 */
public record ScheduleSettings(int epochs, double learningRate, LearningRateDecay decay, double decayFactor, int decayEpochs, double minimumLearningRate, int warmupEpochs,
                               int patience) {

    public static final int DEFAULT_EPOCHS = 25;
    public static final double DEFAULT_DECAY_FACTOR = 0.1;
    public static final int DEFAULT_DECAY_EPOCHS = 10;

    /** Nothing learns with more; it is a mistake. */
    public static final double LARGEST_LEARNING_RATE = 10;

    /** The paper's schedule, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings in the making: what is not given is as in the paper. */
    public static final class Builder {

        private int epochs = DEFAULT_EPOCHS;
        private Double learningRate;
        private LearningRateDecay decay = LearningRateDecay.STEP;
        private double decayFactor = DEFAULT_DECAY_FACTOR;
        private int decayEpochs = DEFAULT_DECAY_EPOCHS;
        private double minimumLearningRate;
        private int warmupEpochs;
        private int patience;

        private Builder() {
        }

        public Builder epochs(final int value) {
            epochs = value;
            return this;
        }

        /** The highest; null for what is usual with the optimizer. */
        public Builder learningRate(final Double value) {
            learningRate = value;
            return this;
        }

        public Builder decay(final LearningRateDecay value) {
            decay = value;
            return this;
        }

        public Builder decayFactor(final double value) {
            decayFactor = value;
            return this;
        }

        public Builder decayEpochs(final int value) {
            decayEpochs = value;
            return this;
        }

        public Builder minimumLearningRate(final double value) {
            minimumLearningRate = value;
            return this;
        }

        public Builder warmupEpochs(final int value) {
            warmupEpochs = value;
            return this;
        }

        public Builder patience(final int value) {
            patience = value;
            return this;
        }

        /**
         * The schedule.
         *
         * @param base the optimizer whose learning rate it is
         */
        public ScheduleSettings build(final OptimizerKind.Base base) {
            return new ScheduleSettings(epochs, learningRate == null ? base.defaultLearningRate() : learningRate, decay, decayFactor, decayEpochs,
                    minimumLearningRate, warmupEpochs, patience);
        }
    }

    void validate() throws InvalidInputException {
        SettingRange.require(epochs >= 1, "number of epochs", epochs, "at least 1");
        SettingRange.require(learningRate > 0 && learningRate <= LARGEST_LEARNING_RATE, "learning rate", learningRate, "above 0 and at most " + LARGEST_LEARNING_RATE);
        SettingRange.require(decayFactor > 0 && decayFactor <= 1, "decay factor", decayFactor, "above 0 and at most 1");
        SettingRange.require(decayEpochs >= 1, "number of epochs between two decays", decayEpochs, "at least 1");
        SettingRange.require(minimumLearningRate >= 0 && minimumLearningRate <= learningRate, "minimum learning rate", minimumLearningRate,
                "0 to the learning rate, which is " + learningRate);
        SettingRange.require(warmupEpochs >= 0 && warmupEpochs < epochs, "number of warm-up epochs", warmupEpochs, String.format(Locale.ROOT, "0 to less than the %d epochs",
                epochs));
        SettingRange.require(patience >= 0, "patience", patience, "at least 0 epochs");
    }

    /**
     * The learning rate of a step. In the n steps of the warm-up epochs it is (s + 1) / (n + 1) of the learning rate in step s. After them it falls: in steps of the schedule,
     * which count epochs from the first one of all, or along half a cosine wave from the first step with the whole rate to the end of the last epoch.
     *
     * @param step          from 0, of the whole training
     * @param stepsPerEpoch at least 1
     */
    public double learningRate(final long step, final int stepsPerEpoch) {
        final long warmupSteps = (long) warmupEpochs * stepsPerEpoch;
        if (step < warmupSteps) {
            return learningRate * (step + 1) / (warmupSteps + 1);
        }

        return switch (decay) {
            case STEP -> learningRate * Math.pow(decayFactor, step / stepsPerEpoch / decayEpochs);
            case COSINE -> minimumLearningRate + (learningRate - minimumLearningRate) * (1 + Math.cos(Math.PI * (step - warmupSteps) / (steps(stepsPerEpoch) - warmupSteps))) / 2;
        };
    }

    /** How many steps the whole training has, where nothing ends it before its last epoch. */
    long steps(final int stepsPerEpoch) {
        return (long) epochs * stepsPerEpoch;
    }

    /**
     * Whether a run ends.
     *
     * @param done      epochs so far
     * @param bestEpoch the one with the best validation accuracy of them, from 1; 0 before the first
     */
    boolean isOver(final int done, final int bestEpoch) {
        return done >= epochs || patience > 0 && done - bestEpoch >= patience;
    }
}
