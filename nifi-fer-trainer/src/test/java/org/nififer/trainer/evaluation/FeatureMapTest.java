package org.nififer.trainer.evaluation;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FeatureMapTest {

    private static final double TOLERANCE = 1e-9;

    @Test
    void testDistancesOfTwoClasses() {
        final FeatureMap map = FeatureMap.of(List.of(Expression.FEAR, Expression.FEAR, Expression.ANGER, Expression.ANGER),
                List.of(new float[]{0, 1, 5}, new float[]{0, -1, 5}, new float[]{10, 2, 5}, new float[]{10, -2, 5}));

        assertEquals(1.5, map.intraClass(), TOLERANCE);
        assertEquals(10, map.interClass(), TOLERANCE);
        assertEquals(10 / 1.5, map.separation(), TOLERANCE);
        assertEquals(new FeatureMap.ClassDistances("fear", 2, 1, "anger", 10.0), map.perClass().getFirst());
        assertEquals(new FeatureMap.ClassDistances("anger", 2, 2, "fear", 10.0), map.perClass().getLast());
    }

    @Test
    void testTheMapShowsTheTwoLargestComponents() {
        final FeatureMap map = FeatureMap.of(List.of(Expression.FEAR, Expression.FEAR, Expression.ANGER, Expression.ANGER),
                List.of(new float[]{0, 1, 5}, new float[]{0, -1, 5}, new float[]{10, 2, 5}, new float[]{10, -2, 5}));

        // Squares: 4 * 25 along the first axis, 1 + 1 + 4 + 4 along the second, nothing along the third.
        assertEquals(100.0 / 110, map.explained().getFirst(), TOLERANCE);
        assertEquals(10.0 / 110, map.explained().getLast(), TOLERANCE);
        assertEquals(4, map.points().size());
        assertEquals("fear", map.points().getFirst().label());
        assertEquals(5, map.points().getFirst().x(), TOLERANCE, "The first class is on the positive side");
        assertEquals(-5, map.points().getLast().x(), TOLERANCE);
        assertEquals(2, Math.abs(map.points().getFirst().y() - map.points().get(1).y()), TOLERANCE);
    }

    @Test
    void testOneClassHasNoOther() {
        final FeatureMap map = FeatureMap.of(List.of(Expression.FEAR, Expression.FEAR, Expression.FEAR), List.of(new float[]{0, 1}, new float[]{1, 0}, new float[]{2, 2}));

        assertEquals(0, map.interClass());
        assertEquals(0, map.separation());
        assertNull(map.perClass().getFirst().nearest());
        assertEquals(3, map.points().size());
    }

    @Test
    void testFeaturesThatAreAllEqualHaveNoMap() {
        final FeatureMap map = FeatureMap.of(List.of(Expression.FEAR, Expression.ANGER, Expression.FEAR), List.of(new float[]{1, 1}, new float[]{1, 1}, new float[]{1, 1}));

        assertNull(map.separation());
        assertTrue(map.points().isEmpty());
    }

    @Test
    void testTwoSamplesHaveNoMap() {
        assertTrue(FeatureMap.of(List.of(Expression.FEAR, Expression.ANGER), List.of(new float[]{1, 1}, new float[]{2, 3})).points().isEmpty());
    }
}
