package org.nififer.trainer.evaluation;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.trainer.evaluation.ConfidenceIntervals.Interval;

import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConfidenceIntervalsTest {

    @Test
    void testAccuracyLiesWhereTheBinomialDistributionHasIt() {
        // 0.8 +- 1.96 * sqrt(0.8 * 0.2 / 400)
        final Interval accuracy = ConfidenceIntervals.of(matrix(), 2000, 1).accuracy();

        assertEquals(0.8 - 0.0392, accuracy.low(), 0.006);
        assertEquals(0.8 + 0.0392, accuracy.high(), 0.006);
    }

    @Test
    void testEveryFigureLiesInItsInterval() {
        final EvaluationMetrics metrics = matrix().metrics();
        final ConfidenceIntervals intervals = ConfidenceIntervals.of(matrix(), 500, 1);

        assertInside(metrics.accuracy7(), intervals.accuracy7());
        assertInside(metrics.macro().f1(), intervals.macro().f1());
        assertInside(metrics.weighted().precision(), intervals.weighted().precision());
        for (final Expression expression : Expression.all()) {
            assertInside(metrics.perClass().get(expression.id()).f1(), intervals.perClass().get(expression.id()).f1());
            assertEquals(expression.label(), intervals.perClass().get(expression.id()).label());
        }
    }

    @Test
    void testTheSeedDecides() {
        assertEquals(ConfidenceIntervals.of(matrix(), 100, 1), ConfidenceIntervals.of(matrix(), 100, 1));
        assertNotEquals(ConfidenceIntervals.of(matrix(), 100, 1).macro(), ConfidenceIntervals.of(matrix(), 100, 2).macro());
    }

    private static void assertInside(final double figure, final Interval interval) {
        assertTrue(interval.low() <= figure && figure <= interval.high(), String.format(Locale.ROOT, "%s in %s", figure, interval));
    }

    /** 400 samples of four expressions, 80 % right. */
    private static ConfusionMatrix matrix() {
        final ConfusionMatrix matrix = new ConfusionMatrix();
        for (int sample = 0; sample < 400; sample++) {
            final Expression label = Expression.ofId(sample % 4);
            final Expression predicted = sample % 5 == 0 ? Expression.ofId((sample + 1) % 4) : label;
            matrix.add(label, predicted, predicted);
        }

        return matrix;
    }
}
