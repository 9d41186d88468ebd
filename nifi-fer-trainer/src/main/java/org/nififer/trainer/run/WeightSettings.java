package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;

import java.util.Locale;

/**
 * Which weights are moved, and which become the model.
 *
 * @param averageDecay of the exponential moving average of the weights, 0 (inclusive) to 1 (exclusive), see {@link WeightAverage}; with 0 the weights themselves
 *                     are validated and kept
 * @param frozenStages how many stages, with what comes before them, stay as they are; 0 for nothing
 */
public record WeightSettings(double averageDecay, int frozenStages) {

    /** No network has more. */
    static final int MOST_STAGES = 8;

    void validate(final int stages) throws InvalidInputException {
        SettingRange.require(averageDecay >= 0 && averageDecay < 1, "decay of the average of the weights", averageDecay, "0 (none) to 1 (exclusive)");
        SettingRange.require(frozenStages >= 0 && frozenStages <= stages, "number of frozen stages", frozenStages, String.format(Locale.ROOT, "0 to %d, which is all stages",
                stages));
    }
}
