package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.SampleMetadata;

import java.util.EnumMap;
import java.util.Map;

/**
 * Collects what {@link VoteStatistics} tells. Not thread-safe.
 */
final class VoteTotals {

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
