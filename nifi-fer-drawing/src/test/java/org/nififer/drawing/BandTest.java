package org.nififer.drawing;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BandTest {

    private final Band band = Band.of(0.5, 0.2, 0.3, 0.6, place -> 0.5 - 0.1 * (1 - place * place), place -> 0.5);

    @Test
    void testInsideLiesBetweenTheCurves() {
        assertEquals(-0.05, band.distance(0.5, 0.45), 1e-12);
        assertEquals(0.1, band.distance(0.5, 0.6), 1e-12);
        assertEquals(0.1, band.distance(0.5, 0.3), 1e-12);
        assertTrue(band.distance(0.69, 0.45) > 0);
        assertEquals(0.1, band.distance(0.8, 0.5), 1e-12);
    }

    @Test
    void testWithinIsWhatBothShare() {
        final Area shared = band.within(new Ellipse(0.6, 0.45, 0.05, 0.05));

        assertTrue(shared.distance(0.6, 0.46) < 0);
        assertTrue(shared.distance(0.5, 0.46) > 0);
        assertTrue(shared.distance(0.6, 0.52) > 0);
        assertEquals(band.bounds(), shared.bounds());
    }
}
