package org.nififer.trainer.run;

/**
 * One epoch of a run.
 *
 * @param epoch              from 1
 * @param learningRate       of its last step
 * @param trainingLoss       mean cross-entropy over its samples, each before its step
 * @param trainingAccuracy   the part of the samples, as they were seen before their steps, whose highest logit is where their target is highest, 0 to 1
 * @param validationLoss     mean negative log-likelihood of the labels, without smoothing and weights
 * @param validationAccuracy 0 to 1
 * @param validationF1       weighted F1, 0 to 1
 * @param best               whether the validation accuracy is the highest so far
 * @param seconds            of the steps, without validation
 * @param imagesPerSecond    training samples by seconds
 */
public record EpochRecord(int epoch, double learningRate, double trainingLoss, double trainingAccuracy, double validationLoss, double validationAccuracy, double validationF1,
                          boolean best, double seconds, double imagesPerSecond) {
}
