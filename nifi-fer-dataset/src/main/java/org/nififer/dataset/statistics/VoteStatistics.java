package org.nififer.dataset.statistics;

import org.nififer.common.Expression;

import java.util.List;
import java.util.Map;

/**
 * What is known of the annotators' agreement, over the originals that have votes.
 *
 * @param samples         how many have votes
 * @param votesPerSample  how many votes they have
 * @param agreement       which part of the votes of a sample is for its label, 0 to 1
 * @param histogram       of the same, in tenths
 * @param agreementOf     the mean agreement of each expression that has votes
 * @param labelOutvoted   in how many samples another expression has more votes than the label
 */
public record VoteStatistics(long samples, double votesPerSample, Distribution agreement, List<Bin> histogram, Map<Expression, Double> agreementOf, long labelOutvoted) {
}
