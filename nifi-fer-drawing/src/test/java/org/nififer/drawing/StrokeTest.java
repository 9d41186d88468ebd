package org.nififer.drawing;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StrokeTest {

    private final Stroke stroke = new Stroke(new double[] {0, 0, 0.5, 0, 1, 0}, 0.01, 0.03, 0.01);

    @Test
    void testThicknessChangesAlongTheCurve() {
        assertEquals(-0.01, stroke.distance(0, 0), 1e-12);
        assertEquals(0.1, stroke.distance(1.11, 0), 1e-12);
        assertTrue(stroke.distance(0.5, 0.02) < 0);
        assertTrue(stroke.distance(0.02, 0.02) > 0);
    }

    @Test
    void testBoundsContainTheThickness() {
        final Area.Bounds bounds = stroke.bounds();

        assertEquals(-0.01, bounds.left(), 1e-12);
        assertEquals(1.01, bounds.right(), 1e-12);
        assertTrue(bounds.bottom() > 0.025 && bounds.bottom() <= 0.03);
        assertEquals(-bounds.bottom(), bounds.top(), 1e-12);
    }

    @Test
    void testAPointIsADot() {
        assertEquals(0.2, new Stroke(new double[] {0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, 0.1, 0.1, 0.1).distance(0.8, 0.5), 1e-12);
    }
}
