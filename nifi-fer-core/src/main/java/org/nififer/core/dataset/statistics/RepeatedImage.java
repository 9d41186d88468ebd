package org.nififer.core.dataset.statistics;

import org.nififer.core.Expression;

/**
 * An image that occurred before in the dataset, under another label or in another split.
 *
 * @param image           the later sample
 * @param firstNumber     the place of the first sample with this image in the file, from 1
 * @param firstExpression its label
 * @param firstSplit      its split: train, validation, test or none
 */
public record RepeatedImage(SampleImage image, long firstNumber, Expression firstExpression, String firstSplit) {
}
