package org.nififer.common;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BoundingBoxTest {

    private final BoundingBox box = new BoundingBox(10, 20, 40, 40);

    @Test
    void testIntersectionOverUnion() {
        assertEquals(1, box.intersectionOverUnion(box), 1e-12);
        assertEquals(1 / 3.0, box.intersectionOverUnion(new BoundingBox(30, 20, 40, 40)), 1e-12);
        assertEquals(0.25, box.intersectionOverUnion(new BoundingBox(20, 30, 20, 20)), 1e-12);
        assertEquals(0, box.intersectionOverUnion(new BoundingBox(50, 20, 40, 40)), 0);
        assertEquals(0, box.intersectionOverUnion(new BoundingBox(10, 80, 40, 40)), 0);
    }
}
