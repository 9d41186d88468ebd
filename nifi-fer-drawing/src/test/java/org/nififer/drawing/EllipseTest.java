package org.nififer.drawing;

import org.junit.jupiter.api.Test;

import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EllipseTest {

    private final Ellipse ellipse = new Ellipse(0.5, 0.4, 0.3, 0.2);

    @Test
    void testDistanceIsZeroAtTheEdge() {
        assertEquals(0, ellipse.distance(0.8, 0.4), 1e-12);
        assertEquals(0, ellipse.distance(0.5, 0.2), 1e-12);
        assertEquals(0.1, ellipse.distance(0.9, 0.4), 0.05);
        assertTrue(ellipse.distance(0.5, 0.4) < 0);
        assertTrue(ellipse.distance(0.6, 0.45) < 0);
    }

    @Test
    void testSquarenessChangesTheLowerHalfOnly() {
        final Ellipse square = new Ellipse(0.5, 0.4, 0.3, 0.2, 0.5);
        final Ellipse pointed = new Ellipse(0.5, 0.4, 0.3, 0.2, -0.5);

        assertEquals(ellipse.level(0.7, 0.3), square.level(0.7, 0.3), 0);
        assertTrue(square.level(0.7, 0.5) < ellipse.level(0.7, 0.5));
        assertTrue(pointed.level(0.7, 0.5) > ellipse.level(0.7, 0.5));
    }

    @Test
    void testBoundsContainTheEllipse() {
        final Ellipse square = new Ellipse(0.5, 0.4, 0.3, 0.2, 0.6);
        final Area.Bounds bounds = square.bounds();
        for (int step = 0; step < 10_000; step++) {
            final double u = step % 100 / 50.0 - 0.5;
            final double v = step / 100 / 50.0 - 0.5;
            if (square.level(u, v) <= 1) {
                assertTrue(u >= bounds.left() && u <= bounds.right() && v >= bounds.top() && v <= bounds.bottom(), String.format(Locale.ROOT, "%s %s", u, v));
            }
        }
    }
}
