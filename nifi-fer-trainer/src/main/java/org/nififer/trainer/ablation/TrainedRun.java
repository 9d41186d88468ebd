package org.nififer.trainer.ablation;

/**
 * What is known of one row with one seed once it is trained.
 *
 * @param row                its name in the table
 * @param seed               of its training
 * @param epochs             that were trained
 * @param bestEpoch          whose weights are the model
 * @param trainingSeconds    of all steps, in whatever processes, without validation
 * @param validationAccuracy of the model, 0 to 1
 */
public record TrainedRun(String row, long seed, int epochs, int bestEpoch, double trainingSeconds, double validationAccuracy) {
}
