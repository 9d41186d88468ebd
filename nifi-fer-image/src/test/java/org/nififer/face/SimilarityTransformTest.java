package org.nififer.face;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SimilarityTransformTest {

    private static final List<Point> POINTS = List.of(new Point(1, 2), new Point(7, 3), new Point(4, 9), new Point(-2, 5));

    @Test
    void testRecoversATransform() {
        final SimilarityTransform expected = new SimilarityTransform(0.6, -0.8, 12, -3);
        final SimilarityTransform found = SimilarityTransform.leastSquares(POINTS, POINTS.stream().map(expected::apply).toList());

        assertEquals(expected.a(), found.a(), 1e-12);
        assertEquals(expected.b(), found.b(), 1e-12);
        assertEquals(expected.shiftX(), found.shiftX(), 1e-12);
        assertEquals(expected.shiftY(), found.shiftY(), 1e-12);
        assertEquals(1, found.scale(), 1e-12);
    }

    @Test
    void testNoOtherTransformFitsBetter() {
        final List<Point> target = List.of(new Point(0, 1), new Point(5, 5), new Point(1, 8), new Point(-3, 2));
        final SimilarityTransform best = SimilarityTransform.leastSquares(POINTS, target);
        final List<SimilarityTransform> others = new ArrayList<>();
        for (final double step : new double[] {-0.01, 0.01}) {
            others.add(new SimilarityTransform(best.a() + step, best.b(), best.shiftX(), best.shiftY()));
            others.add(new SimilarityTransform(best.a(), best.b() + step, best.shiftX(), best.shiftY()));
            others.add(new SimilarityTransform(best.a(), best.b(), best.shiftX() + step, best.shiftY()));
            others.add(new SimilarityTransform(best.a(), best.b(), best.shiftX(), best.shiftY() + step));
        }

        for (final SimilarityTransform other : others) {
            assertEquals(1, Math.signum(error(other, target) - error(best, target)));
        }
    }

    @Test
    void testInverseLeadsBack() {
        final SimilarityTransform transform = new SimilarityTransform(1.5, 0.7, -20, 33);
        final Point back = transform.inverse().apply(transform.apply(new Point(8, -6)));

        assertEquals(8, back.x(), 1e-12);
        assertEquals(-6, back.y(), 1e-12);
    }

    @Test
    void testCoincidingPointsAreRefused() {
        final List<Point> same = List.of(new Point(1, 1), new Point(1, 1));

        assertThrows(IllegalArgumentException.class, () -> SimilarityTransform.leastSquares(same, same));
    }

    private static double error(final SimilarityTransform transform, final List<Point> target) {
        double sum = 0;
        for (int index = 0; index < POINTS.size(); index++) {
            final Point point = transform.apply(POINTS.get(index));
            sum += Math.pow(point.x() - target.get(index).x(), 2) + Math.pow(point.y() - target.get(index).y(), 2);
        }

        return sum;
    }
}
