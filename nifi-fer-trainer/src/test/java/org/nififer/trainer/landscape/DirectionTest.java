package org.nififer.trainer.landscape;

import org.junit.jupiter.api.Test;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class DirectionTest {

    private static final float[] WEIGHTS = {3, 4, 0, 0, 0, 0, 1, 1, 1};

    @Test
    void testFiltersAreAsLongAsThoseOfTheModel() {
        final float[] filters = Direction.filters(FloatBuffer.wrap(WEIGHTS), 3, new SplittableRandom(1));

        assertEquals(5, norm(filters, 0), 1e-5);
        assertEquals(0, norm(filters, 3));
        assertEquals(Math.sqrt(3), norm(filters, 6), 1e-5);
        assertNotEquals(filters[0] / filters[1], WEIGHTS[0] / WEIGHTS[1]);
    }

    @Test
    void testTheSeedDecides() {
        assertArrayEquals(Direction.filters(FloatBuffer.wrap(WEIGHTS), 3, new SplittableRandom(1)), Direction.filters(FloatBuffer.wrap(WEIGHTS), 3, new SplittableRandom(1)));
    }

    private static double norm(final float[] values, final int start) {
        return Math.sqrt(values[start] * values[start] + values[start + 1] * values[start + 1] + values[start + 2] * values[start + 2]);
    }
}
