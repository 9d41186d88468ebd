package org.nififer.dataset.statistics;

import org.nififer.common.Expression;

import java.util.List;
import java.util.Map;

/**
 * Images of a dataset to look at, drawn by chance.
 *
 * @param originals    of each expression that has any
 * @param unlabelled   of the originals without an expression
 * @param augmented    of each expression that has augmented samples
 * @param conflicts    equal images with differing labels
 * @param leaks        equal images in different splits
 */
public record SampleSheet(Map<Expression, List<SampleImage>> originals, List<SampleImage> unlabelled, Map<Expression, List<SampleImage>> augmented, List<RepeatedImage> conflicts,
                          List<RepeatedImage> leaks) {
}
