package org.nififer.drawing;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;

import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExpressionShapeTest {

    @Test
    void testExpressionsHaveShapesOfTheirOwn() {
        final Set<ExpressionShape> shapes = new HashSet<>();
        for (final Expression expression : Expression.all()) {
            shapes.add(ExpressionShape.of(expression));
        }

        assertEquals(Expression.all().size(), shapes.size());
    }

    @Test
    void testNoIntensityIsNeutral() {
        final ExpressionShape none = ExpressionShape.of(Expression.ANGER).withIntensity(0);

        assertEquals(0, none.browInner(), 0);
        assertEquals(1, none.eyeOpening(), 0);
        assertEquals(1, none.mouthWidth(), 0);
        assertEquals(0, none.frown(), 0);
    }

    @Test
    void testSmileAndSurprise() {
        final ExpressionShape half = ExpressionShape.of(Expression.SURPRISE).withIntensity(0.5);

        assertTrue(ExpressionShape.of(Expression.HAPPINESS).cornerRaise() > 0);
        assertTrue(ExpressionShape.of(Expression.SADNESS).cornerRaise() < 0);
        assertEquals(ExpressionShape.of(Expression.SURPRISE).mouthOpen() / 2, half.mouthOpen(), 1e-12);
        assertEquals(1.25, half.eyeOpening(), 1e-12);
    }

    @Test
    void testMirrorChangesTheSmirkOnly() {
        final ExpressionShape contempt = ExpressionShape.of(Expression.CONTEMPT);

        assertEquals(-contempt.smirk(), contempt.mirrored().smirk(), 0);
        assertEquals(contempt, contempt.mirrored().mirrored());
    }
}
