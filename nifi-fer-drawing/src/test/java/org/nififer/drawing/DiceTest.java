package org.nififer.drawing;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DiceTest {

    @Test
    void testSeedsAndTheirOrderDecide() {
        assertEquals(new Dice(1, 2).between(0, 1), new Dice(1, 2).between(0, 1), 0);
        assertNotEquals(new Dice(1, 2).between(0, 1), new Dice(2, 1).between(0, 1));
        assertNotEquals(new Dice(1).between(0, 1), new Dice(1, 0).between(0, 1));
    }

    @Test
    void testNeighbouringSeedsAreIndependent() {
        double mean = 0;
        double meanOfProducts = 0;
        final int count = 4000;
        for (int seed = 0; seed < count; seed++) {
            final double value = new Dice(seed).around(1);
            mean += value / count;
            meanOfProducts += value * new Dice(seed + 1).around(1) / count;
            assertTrue(Math.abs(value) <= 1);
        }

        // The standard deviation of a value is 1/3, so these are beyond four deviations of the means.
        assertEquals(0, mean, 0.021);
        assertEquals(0, meanOfProducts, 0.007);
    }
}
