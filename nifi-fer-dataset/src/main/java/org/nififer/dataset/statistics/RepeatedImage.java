package org.nififer.dataset.statistics;

/**
 * An image that occurred before in the dataset, under another label or in another split.
 *
 * @param image       the later sample
 * @param firstNumber the place of the first sample with this image in the file, from 1
 * @param firstLabel  of its expression, or unlabelled
 * @param firstSplit  its split: train, validation, test or none
 */
public record RepeatedImage(SampleImage image, long firstNumber, String firstLabel, String firstSplit) {
}
