package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScheduleSettingsTest {

    @Test
    void testThePapersLearningRateFallsToATenthEveryTenEpochs() {
        final ScheduleSettings schedule = schedule(25, 0.5).build(OptimizerKind.Base.SGD);

        assertRate(0.5, schedule, 1);
        assertRate(0.5, schedule, 10);
        assertRate(0.05, schedule, 11);
        assertRate(0.005, schedule, 21);
    }

    @Test
    void testOtherSteps() {
        final ScheduleSettings schedule = schedule(9, 1).decayFactor(0.5).decayEpochs(3).build(OptimizerKind.Base.SGD);

        assertRate(1, schedule, 3);
        assertRate(0.5, schedule, 4);
        assertRate(0.25, schedule, 9);
    }

    @Test
    void testCosine() {
        final ScheduleSettings schedule = schedule(4, 0.8).decay(LearningRateDecay.COSINE).build(OptimizerKind.Base.SGD);

        assertRate(0.8, schedule, 1);
        assertRate(0.4 * (1 + Math.sqrt(0.5)), schedule, 2);
        assertRate(0.4, schedule, 3);
        assertRate(0.4 * (1 - Math.sqrt(0.5)), schedule, 4);
    }

    @Test
    void testCosineAfterAWarmUp() {
        final ScheduleSettings schedule = schedule(7, 0.8).decay(LearningRateDecay.COSINE).warmupEpochs(3).build(OptimizerKind.Base.SGD);

        assertRate(0.2, schedule, 1);
        assertRate(0.4, schedule, 2);
        assertRate(0.6, schedule, 3);
        assertRate(0.8, schedule, 4);
        assertRate(0.4, schedule, 6);
    }

    @Test
    void testPatienceEndsTheRun() {
        final ScheduleSettings schedule = schedule(10, 0.1).patience(2).build(OptimizerKind.Base.SGD);

        assertFalse(schedule.isOver(0, 0));
        assertFalse(schedule.isOver(4, 3));
        assertTrue(schedule.isOver(5, 3));
        assertTrue(schedule.isOver(10, 10));
        assertFalse(schedule(10, 0.1).build(OptimizerKind.Base.SGD).isOver(9, 1));
    }

    @Test
    void testWarmUpAndCosineGoOnFromStepToStep() {
        final ScheduleSettings schedule = schedule(3, 0.9).decay(LearningRateDecay.COSINE).minimumLearningRate(0.1).warmupEpochs(1).build(OptimizerKind.Base.SGD);
        final double[] expected = {0.18, 0.36, 0.54, 0.72, 0.9, cosine(1), cosine(2), cosine(3), 0.5, cosine(5), cosine(6), cosine(7)};

        for (int step = 0; step < expected.length; step++) {
            assertEquals(expected[step], schedule.learningRate(step, 4), 1e-12, "step " + step);
        }
    }

    private static double cosine(final int step) {
        return 0.1 + 0.4 * (1 + Math.cos(Math.PI * step / 8));
    }

    @Test
    void testStepsOfTheScheduleStayAtTheBeginningsOfEpochs() {
        final ScheduleSettings schedule = schedule(9, 1).decayFactor(0.5).decayEpochs(3).warmupEpochs(1).build(OptimizerKind.Base.SGD);

        assertEquals(6 / 8.0, schedule.learningRate(5, 7), 1e-12);
        assertEquals(1, schedule.learningRate(20, 7), 1e-12);
        assertEquals(0.5, schedule.learningRate(21, 7), 1e-12);
        assertEquals(0.25, schedule.learningRate(62, 7), 1e-12);
    }

    @Test
    void testSharpnessAwareMinimizationAtTheEnd() {
        assertEquals(0, new SharpnessSettings(0.05, 1, 1).firstStep(300));
        assertEquals(240, new SharpnessSettings(0.05, 0.2, 1).firstStep(300));
        assertEquals(299, new SharpnessSettings(0.05, 1e-9, 1).firstStep(300));
    }

    /** One step an epoch. */
    private static void assertRate(final double expected, final ScheduleSettings schedule, final int epoch) {
        assertEquals(expected, schedule.learningRate(epoch - 1, 1), 1e-12);
    }

    private static ScheduleSettings.Builder schedule(final int epochs, final double learningRate) {
        return ScheduleSettings.builder().epochs(epochs).learningRate(learningRate);
    }
}
