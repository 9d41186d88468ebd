package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScheduleSettingsTest {

    @Test
    void testThePapersLearningRateFallsToATenthEveryTenEpochs() {
        final ScheduleSettings schedule = ScheduleSettings.of(25, 0.5);

        assertRate(0.5, schedule, 1);
        assertRate(0.5, schedule, 10);
        assertRate(0.05, schedule, 11);
        assertRate(0.005, schedule, 21);
    }

    @Test
    void testOtherSteps() {
        final ScheduleSettings schedule = new ScheduleSettings(9, 1, LearningRateDecay.STEP, 0.5, 3, 0, 0);

        assertRate(1, schedule, 3);
        assertRate(0.5, schedule, 4);
        assertRate(0.25, schedule, 9);
    }

    @Test
    void testCosine() {
        final ScheduleSettings schedule = new ScheduleSettings(4, 0.8, LearningRateDecay.COSINE, 0.1, 10, 0, 0);

        assertRate(0.8, schedule, 1);
        assertRate(0.4 * (1 + Math.sqrt(0.5)), schedule, 2);
        assertRate(0.4, schedule, 3);
        assertRate(0.4 * (1 - Math.sqrt(0.5)), schedule, 4);
    }

    @Test
    void testCosineAfterAWarmUp() {
        final ScheduleSettings schedule = new ScheduleSettings(7, 0.8, LearningRateDecay.COSINE, 0.1, 10, 3, 0);

        assertRate(0.2, schedule, 1);
        assertRate(0.4, schedule, 2);
        assertRate(0.6, schedule, 3);
        assertRate(0.8, schedule, 4);
        assertRate(0.4, schedule, 6);
    }

    @Test
    void testPatienceEndsTheRun() {
        final ScheduleSettings schedule = new ScheduleSettings(10, 0.1, LearningRateDecay.STEP, 0.1, 10, 0, 2);

        assertFalse(schedule.isOver(0, 0));
        assertFalse(schedule.isOver(4, 3));
        assertTrue(schedule.isOver(5, 3));
        assertTrue(schedule.isOver(10, 10));
        assertFalse(ScheduleSettings.of(10, 0.1).isOver(9, 1));
    }

    private static void assertRate(final double expected, final ScheduleSettings schedule, final int epoch) {
        assertEquals(expected, schedule.learningRate(epoch), 1e-12);
    }
}
