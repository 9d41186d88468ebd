package org.nififer.dataset.statistics;

import org.nififer.common.Expression;

/**
 * How many samples show an expression.
 *
 * @param expression   the label
 * @param samples      all of them
 * @param train        those of the train split
 * @param validation   those of the validation split
 * @param test         those of the test split
 * @param withoutSplit those of no split
 * @param augmented    those that were made from others by augmentation, whatever their split
 */
public record ClassCounts(Expression expression, long samples, long train, long validation, long test, long withoutSplit, long augmented) {
}
