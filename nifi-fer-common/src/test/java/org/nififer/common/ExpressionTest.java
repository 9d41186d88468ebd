package org.nififer.common;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExpressionTest {

    @Test
    void testIdsArePaperTableOne() {
        assertEquals(0, Expression.FEAR.id());
        assertEquals(1, Expression.SADNESS.id());
        assertEquals(2, Expression.HAPPINESS.id());
        assertEquals(3, Expression.ANGER.id());
        assertEquals(4, Expression.DISGUST.id());
        assertEquals(5, Expression.SURPRISE.id());
        assertEquals(6, Expression.NEUTRAL.id());
        assertEquals(7, Expression.CONTEMPT.id());
    }

    @Test
    void testLabelAndIdAreInverse() {
        for (final Expression expression : Expression.all()) {
            assertEquals(expression, Expression.ofId(expression.id()));
            assertEquals(expression, Expression.ofLabel(expression.label()));
        }
    }

    @Test
    void testUnknownLabelNamesTheKnownOnes() {
        final IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, () -> Expression.ofLabel("Joy"));

        assertTrue(exception.getMessage().contains("'Joy'"), exception.getMessage());
        assertTrue(exception.getMessage().contains("happiness"), exception.getMessage());
    }
}
