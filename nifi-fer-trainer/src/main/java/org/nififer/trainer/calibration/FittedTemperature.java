package org.nififer.trainer.calibration;

/**
 * How a model was calibrated.
 *
 * @param temperature what its logits are to be divided by
 * @param samples     by which it was found
 * @param leftOut     samples that are unlabelled or show an expression that the model does not know
 * @param before      the mean negative log-likelihood of the labels without the new temperature, nats
 * @param after       the same with it
 */
public record FittedTemperature(double temperature, int samples, int leftOut, double before, double after) {
}
