package org.nififer.trainer.ablation;

import org.nififer.trainer.evaluation.ConfidenceIntervals;
import org.nififer.trainer.evaluation.EvaluationMetrics;

/**
 * One row with one seed.
 *
 * @param row                its name in the table
 * @param seed               of its training
 * @param modelId            of its model
 * @param epochs             that were trained
 * @param bestEpoch          whose weights are the model
 * @param trainingSeconds    of all steps, in whatever processes, without validation
 * @param validationAccuracy of the model, 0 to 1
 * @param test               its figures on the test split
 * @param intervals          how sure these are: what the choice of the samples leaves open, which seeds do not show
 */
public record AblationRun(String row, long seed, String modelId, int epochs, int bestEpoch, double trainingSeconds, double validationAccuracy, EvaluationMetrics test,
                          ConfidenceIntervals intervals) {
}
