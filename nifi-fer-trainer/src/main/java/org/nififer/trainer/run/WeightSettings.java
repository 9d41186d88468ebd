package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;
import org.nififer.common.Labelled;
import org.nififer.trainer.evaluation.EvaluationMetrics;

import java.util.Locale;

/**
 * Which weights are moved, and which become the model.
 *
 * @param averageDecay of the exponential moving average of the weights, 0 (inclusive) to 1 (exclusive), see {@link WeightAverage}; with 0 the weights themselves
 *                     are validated and kept
 * @param frozenStages how many stages, with what comes before them, stay as they are; 0 for nothing
 * @param bestBy       by which validation figure the epoch is chosen whose weights become the model
 */
public record WeightSettings(double averageDecay, int frozenStages, BestBy bestBy) {

    /** A validation figure by which epochs are compared. */
    public enum BestBy implements Labelled {
        ACCURACY("The part of the validation samples that are answered rightly: frequent expressions decide"),
        MACRO_RECALL("The mean over the expressions that are shown of the part of their samples that are answered rightly: each counts the same, however rare it is");

        private final String description;

        BestBy(final String description) {
            this.description = description;
        }

        /** One sentence for people. */
        public String description() {
            return description;
        }

        double of(final EvaluationMetrics metrics) {
            return this == ACCURACY ? metrics.accuracy()
                    : metrics.perClass().stream().filter(expression -> expression.support() > 0).mapToDouble(EvaluationMetrics.ClassMetrics::recall).average().orElse(0);
        }
    }

    /** No network has more. */
    static final int MOST_STAGES = 8;

    void validate(final int stages) throws InvalidInputException {
        SettingRange.require(averageDecay >= 0 && averageDecay < 1, "decay of the average of the weights", averageDecay, "0 (none) to 1 (exclusive)");
        SettingRange.require(frozenStages >= 0 && frozenStages <= stages, "number of frozen stages", frozenStages, String.format(Locale.ROOT, "0 to %d, which is all stages",
                stages));
    }
}
