package org.nififer.trainer.run;

import org.nififer.core.InvalidInputException;

import java.util.Locale;

/**
 * How long a run trains, and how fast in which epoch.
 *
 * @param epochs       passes over the training split; the paper: 25
 * @param learningRate the highest
 * @param decay        how it falls; the paper: in steps
 * @param decayFactor  what a step multiplies it by, above 0 and at most 1; the paper: 0.1
 * @param decayEpochs  epochs between two steps; the paper: 10
 * @param warmupEpochs in which it rises evenly before the first epoch with the whole learning rate; 0 for none
 * @param patience     how many epochs in a row may be without a better validation accuracy before the run ends; 0 for no end before the last epoch
 */
public record ScheduleSettings(int epochs, double learningRate, LearningRateDecay decay, double decayFactor, int decayEpochs, int warmupEpochs, int patience) {

    public static final int DEFAULT_EPOCHS = 25;
    public static final double DEFAULT_LEARNING_RATE = 0.01;
    public static final double DEFAULT_DECAY_FACTOR = 0.1;
    public static final int DEFAULT_DECAY_EPOCHS = 10;

    /** Nothing learns with more; it is a mistake. */
    public static final double LARGEST_LEARNING_RATE = 10;

    /** The paper's schedule for other numbers of epochs and learning rates. */
    public static ScheduleSettings of(final int epochs, final double learningRate) {
        return new ScheduleSettings(epochs, learningRate, LearningRateDecay.STEP, DEFAULT_DECAY_FACTOR, DEFAULT_DECAY_EPOCHS, 0, 0);
    }

    void validate() throws InvalidInputException {
        SettingRange.require(epochs >= 1, "number of epochs", epochs, "at least 1");
        SettingRange.require(learningRate > 0 && learningRate <= LARGEST_LEARNING_RATE, "learning rate", learningRate,
                String.format(Locale.ROOT, "above 0 and at most %s", LARGEST_LEARNING_RATE));
        SettingRange.require(decayFactor > 0 && decayFactor <= 1, "decay factor", decayFactor, "above 0 and at most 1");
        SettingRange.require(decayEpochs >= 1, "number of epochs between two decays", decayEpochs, "at least 1");
        SettingRange.require(warmupEpochs >= 0 && warmupEpochs < epochs, "number of warm-up epochs", warmupEpochs, String.format(Locale.ROOT, "0 to less than the %d epochs",
                epochs));
        SettingRange.require(patience >= 0, "patience", patience, "at least 0 epochs");
    }

    /**
     * The learning rate of an epoch. In the w warm-up epochs it is e / (w + 1) of the learning rate in epoch e. After them steps count from the first epoch of
     * all, and the cosine from the first one with the whole rate.
     *
     * @param epoch from 1
     */
    public double learningRate(final int epoch) {
        if (epoch <= warmupEpochs) {
            return learningRate * epoch / (warmupEpochs + 1);
        }

        return switch (decay) {
            case STEP -> learningRate * Math.pow(decayFactor, (epoch - 1) / decayEpochs);
            case COSINE -> learningRate * (1 + Math.cos(Math.PI * (epoch - warmupEpochs - 1) / (epochs - warmupEpochs))) / 2;
        };
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
