package org.nififer.trainer.evaluation;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CalibrationTest {

    private static final double TOLERANCE = 1e-12;

    @Test
    void testExpectedCalibrationError() {
        final Calibration.Totals totals = new Calibration.Totals();
        // Three in the last bin, two right: |2/3 - 0.96|. One in the bin up to 0.4, wrong: |0 - 0.35|.
        totals.add(0.95, true);
        totals.add(0.96, true);
        totals.add(0.97, false);
        totals.add(0.35, false);
        final Calibration calibration = totals.calibration();

        assertEquals(0.75 * (0.96 - 2.0 / 3) + 0.25 * 0.35, calibration.ece(), TOLERANCE);
        assertEquals(15, calibration.bins().size());
        assertEquals(3, calibration.bins().get(14).samples());
        assertEquals(0.96, calibration.bins().get(14).confidence(), TOLERANCE);
        assertEquals(2.0 / 3, calibration.bins().get(14).accuracy(), TOLERANCE);
        assertEquals(1, calibration.bins().get(5).samples());
    }

    @Test
    void testBinsHoldTheirUpperEnd() {
        final Calibration.Totals totals = new Calibration.Totals();
        totals.add(0, false);
        totals.add(1, true);
        totals.add(1.0 / 15, true);
        totals.add(1.0 / 15 + 1e-9, true);
        final Calibration calibration = totals.calibration();

        assertEquals(2, calibration.bins().getFirst().samples());
        assertEquals(1, calibration.bins().get(1).samples());
        assertEquals(1, calibration.bins().getLast().samples());
    }

    @Test
    void testNothingAddedIsZero() {
        assertEquals(0, new Calibration.Totals().calibration().ece());
    }
}
