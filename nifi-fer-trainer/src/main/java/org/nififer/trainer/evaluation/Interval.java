package org.nififer.trainer.evaluation;

/**
 * Where a figure lies with a given confidence.
 *
 * @param low  the lower end
 * @param high the upper end
 */
public record Interval(double low, double high) {
}
