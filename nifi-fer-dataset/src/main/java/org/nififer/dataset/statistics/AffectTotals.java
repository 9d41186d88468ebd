package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.Affect;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.statistics.AffectStatistics.ClassAffect;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what {@link AffectStatistics} tells. Not thread-safe.
 */
final class AffectTotals {

    private static final double STEP = 0.01;

    private final Histogram valence = new Histogram(-1, 1, STEP);
    private final Histogram arousal = new Histogram(-1, 1, STEP);
    private final double[] valences = new double[SampleLabels.COUNT];
    private final double[] arousals = new double[SampleLabels.COUNT];
    private final long[] samples = new long[SampleLabels.COUNT];

    void add(final SampleMetadata metadata) {
        if (metadata.affect().isPresent()) {
            final Affect affect = metadata.affect().get();
            final int label = SampleLabels.number(metadata.expression());
            valence.add(affect.valence());
            arousal.add(affect.arousal());
            valences[label] += affect.valence();
            arousals[label] += affect.arousal();
            samples[label]++;
        }
    }

    AffectStatistics statistics() {
        final List<ClassAffect> classes = new ArrayList<>();
        for (final Expression expression : Expression.all()) {
            final long count = samples[expression.id()];
            if (count > 0) {
                classes.add(new ClassAffect(expression, count, valences[expression.id()] / count, arousals[expression.id()] / count));
            }
        }

        return new AffectStatistics(valence.distribution().count(), valence.distribution(), arousal.distribution(), List.copyOf(classes));
    }
}
