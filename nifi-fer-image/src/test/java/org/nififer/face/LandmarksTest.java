package org.nififer.face;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LandmarksTest {

    private final List<Point> points = List.of(new Point(1, 2), new Point(3, 4), new Point(5, 6), new Point(7, 8), new Point(9, 10));

    @Test
    void testOrder() {
        final Landmarks landmarks = Landmarks.of(points);

        assertEquals(points, landmarks.points());
        assertEquals(new Point(1, 2), landmarks.rightEye());
        assertEquals(new Point(9, 10), landmarks.leftMouthCorner());
    }

    @Test
    void testFivePointsAreNeeded() {
        assertThrows(IllegalArgumentException.class, () -> Landmarks.of(points.subList(0, 4)));
    }
}
