package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.Affect;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;

import java.util.ArrayList;
import java.util.List;

/**
 * Valence and arousal, over the originals that have them.
 *
 * @param samples how many have them
 * @param valence unpleasant -1 to pleasant 1
 * @param arousal calm -1 to excited 1
 * @param classes the means of each expression that has them
 */
public record AffectStatistics(long samples, Distribution valence, Distribution arousal, List<ClassAffect> classes) {

    /**
     * The affect of an expression.
     *
     * @param expression the label
     * @param samples    how many have valence and arousal
     * @param valence    their mean
     * @param arousal    their mean
     */
    public record ClassAffect(Expression expression, long samples, double valence, double arousal) {
    }

    /**
     * Collects what {@link AffectStatistics} tells. Not thread-safe.
     */
    static final class Totals {

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
}
