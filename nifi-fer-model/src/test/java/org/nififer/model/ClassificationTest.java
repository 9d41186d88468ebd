package org.nififer.model;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClassificationTest {

    @Test
    void testSoftmaxOfOneRow() {
        final List<Expression> labels = List.of(Expression.ANGER, Expression.FEAR);
        final Classification classification = Classification.of(labels, new float[]{9, 9, 0, (float) Math.log(3)}, 1, 1).orElseThrow();

        assertEquals(0.75, classification.probabilities().get(Expression.FEAR), 1e-6);
        assertEquals(0.25, classification.probabilities().get(Expression.ANGER), 1e-6);
        assertEquals(Expression.FEAR, classification.expression());
        assertEquals(0.75, classification.confidence(), 1e-6);
    }

    @Test
    void testProbabilitiesAreInTheOrderOfTheIdsWhateverTheModelsOrder() {
        final Classification classification = Classification.of(List.of(Expression.CONTEMPT, Expression.FEAR, Expression.ANGER), new float[]{1, 2, 3}, 0, 1).orElseThrow();

        assertEquals(List.of(Expression.FEAR, Expression.ANGER, Expression.CONTEMPT), List.copyOf(classification.probabilities().keySet()));
    }

    @Test
    void testHugeLogitsDoNotOverflow() {
        final Classification classification = Classification.of(List.of(Expression.FEAR, Expression.ANGER), new float[]{10_000, 9_000}, 0, 1).orElseThrow();

        assertEquals(1, classification.confidence(), 1e-12);
    }

    @Test
    void testTemperatureFlattensTheProbabilities() {
        final Classification classification = Classification.of(List.of(Expression.FEAR, Expression.ANGER), new float[]{(float) Math.log(9), 0}, 0, 2).orElseThrow();

        assertEquals(0.75, classification.confidence(), 1e-6);
    }

    @Test
    void testLogitsThatAreNoNumbersGiveNothing() {
        assertTrue(Classification.of(List.of(Expression.FEAR, Expression.ANGER), new float[]{1, Float.NaN}, 0, 1).isEmpty());
        assertTrue(Classification.of(List.of(Expression.FEAR, Expression.ANGER), new float[]{Float.POSITIVE_INFINITY, 1}, 0, 1).isEmpty());
    }
}
