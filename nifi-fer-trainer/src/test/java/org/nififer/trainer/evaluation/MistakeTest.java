package org.nififer.trainer.evaluation;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.TestSamples;
import org.nififer.model.Classification;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MistakeTest {

    @Test
    void testTheSurestAreKept() throws IOException {
        final Mistake.Surest mistakes = new Mistake.Surest(2);
        add(mistakes, "a", Expression.ANGER, 0.6);
        add(mistakes, "b", Expression.ANGER, 0.9);
        add(mistakes, "right", Expression.FEAR, 0.99);
        add(mistakes, "c", Expression.ANGER, 0.7);
        add(mistakes, "d", Expression.ANGER, 0.7);
        add(mistakes, "e", Expression.ANGER, 0.1);

        assertEquals(List.of("b", "c"), mistakes.mistakes().stream().map(Mistake::key).toList());
        final Mistake first = mistakes.mistakes().getFirst();
        assertEquals("fear", first.label());
        assertEquals("anger", first.predicted());
        assertEquals(0.9, first.confidence());
        assertEquals(0, first.labelProbability(), "The model knows no fear");
        assertEquals(8, first.image().width());
    }

    @Test
    void testNoneWhereNoneAreWanted() throws IOException {
        final Mistake.Surest mistakes = new Mistake.Surest(0);
        add(mistakes, "a", Expression.ANGER, 0.6);

        assertTrue(mistakes.mistakes().isEmpty());
    }

    private static void add(final Mistake.Surest mistakes, final String key, final Expression answer, final double confidence) throws IOException {
        mistakes.add(TestSamples.sample(key, Expression.FEAR, 1), new Classification(Map.of(answer, confidence)));
    }
}
