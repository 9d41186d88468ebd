package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.statistics.Distribution.Bin;

import java.util.EnumMap;
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

    /**
     * Collects what {@link VoteStatistics} tells. Not thread-safe.
     */
    static final class Totals {

        private static final double STEP = 0.01;
        private static final int STEPS_PER_BIN = 10;

        private final Histogram agreement = new Histogram(0, 1, STEP);
        private final double[] agreements = new double[Expression.all().size()];
        private final long[] samples = new long[Expression.all().size()];
        private long votes;
        private long outvoted;

        void add(final SampleMetadata metadata) {
            final long all = metadata.votes().values().stream().mapToLong(Integer::longValue).sum();
            if (all == 0) {
                return;
            }

            // What has votes is labelled.
            final Expression label = metadata.expression().orElseThrow();
            final int own = metadata.votes().getOrDefault(label, 0);
            final double part = own / (double) all;
            agreement.add(part);
            agreements[label.id()] += part;
            samples[label.id()]++;
            votes += all;
            outvoted += metadata.votes().values().stream().anyMatch(count -> count > own) ? 1 : 0;
        }

        VoteStatistics statistics() {
            final Distribution distribution = agreement.distribution();
            final Map<Expression, Double> agreementOf = new EnumMap<>(Expression.class);
            for (final Expression expression : Expression.all()) {
                if (samples[expression.id()] > 0) {
                    agreementOf.put(expression, agreements[expression.id()] / samples[expression.id()]);
                }
            }

            return new VoteStatistics(distribution.count(), distribution.count() == 0 ? 0 : votes / (double) distribution.count(), distribution,
                    agreement.bins(STEPS_PER_BIN), agreementOf, outvoted);
        }
    }
}
