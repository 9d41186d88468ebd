package org.nififer.dataset.statistics;

/**
 * How many samples a split has.
 *
 * @param split      train, validation, test or none
 * @param samples    all of them
 * @param unlabelled those among them without an expression
 * @param augmented  those among them that were made from others by augmentation
 */
public record SplitCounts(String split, long samples, long unlabelled, long augmented) {
}
