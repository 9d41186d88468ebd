package org.nififer.trainer.evaluation;

import org.hipparchus.stat.descriptive.rank.Percentile;
import org.nififer.common.Expression;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * How far the figures of an evaluation would move with other samples of the same kind: percentile intervals of the bootstrap (Efron, 1979). They take the samples for
 * independent of each other; several images of the same person make them too narrow.
 *
 * @param level     the part of the resamples that lies within, 0 to 1
 * @param resamples how often as many samples were drawn with replacement
 * @param seed      of the draws
 * @param accuracy  of {@link EvaluationMetrics#accuracy()}
 * @param accuracy7 of {@link EvaluationMetrics#accuracy7()}
 * @param weighted  of {@link EvaluationMetrics#weighted()}
 * @param macro     of {@link EvaluationMetrics#macro()}
 * @param perClass  of {@link EvaluationMetrics#perClass()}
 */
public record ConfidenceIntervals(double level, int resamples, long seed, Interval accuracy, Interval accuracy7, AverageIntervals weighted, AverageIntervals macro,
                                  List<ClassIntervals> perClass) {

    /**
     * Where a figure lies with a given confidence.
     *
     * @param low  the lower end
     * @param high the upper end
     */
    public record Interval(double low, double high) {
    }

    private static final double LEVEL = 0.95;
    private static final double PERCENT = 100;

    /** Intervals of averages over classes. */
    public record AverageIntervals(Interval precision, Interval recall, Interval f1) {
    }

    /** Intervals of the figures of one class. */
    public record ClassIntervals(String label, Interval precision, Interval recall, Interval f1) {
    }

    /**
     * Draws from what was counted. All figures follow from the counts, so that counts are drawn and no sample needs to be kept.
     *
     * @param resamples 1 or more
     */
    static ConfidenceIntervals of(final ConfusionMatrix matrix, final int resamples, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<EvaluationMetrics> drawn = new ArrayList<>(resamples);
        for (int draw = 0; draw < resamples; draw++) {
            drawn.add(matrix.resampled(random).metrics());
        }

        final List<ClassIntervals> perClass = new ArrayList<>();
        for (final Expression expression : Expression.all()) {
            final int id = expression.id();
            perClass.add(new ClassIntervals(expression.label(), interval(drawn, metrics -> metrics.perClass().get(id).precision()),
                    interval(drawn, metrics -> metrics.perClass().get(id).recall()), interval(drawn, metrics -> metrics.perClass().get(id).f1())));
        }

        return new ConfidenceIntervals(LEVEL, resamples, seed, interval(drawn, EvaluationMetrics::accuracy), interval(drawn, EvaluationMetrics::accuracy7),
                averages(drawn, EvaluationMetrics::weighted), averages(drawn, EvaluationMetrics::macro), List.copyOf(perClass));
    }

    private static AverageIntervals averages(final List<EvaluationMetrics> drawn, final Function<EvaluationMetrics, EvaluationMetrics.Averages> averages) {
        return new AverageIntervals(interval(drawn, metrics -> averages.apply(metrics).precision()), interval(drawn, metrics -> averages.apply(metrics).recall()),
                interval(drawn, metrics -> averages.apply(metrics).f1()));
    }

    private static Interval interval(final List<EvaluationMetrics> drawn, final ToDoubleFunction<EvaluationMetrics> figure) {
        final Percentile percentile = new Percentile();
        percentile.setData(drawn.stream().mapToDouble(figure).toArray());
        final double outside = PERCENT * (1 - LEVEL) / 2;
        return new Interval(percentile.evaluate(outside), percentile.evaluate(PERCENT - outside));
    }
}
