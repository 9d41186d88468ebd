package org.nififer.trainer.calibration;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.model.Classification;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TemperatureScalingTest {

    /** Two classes, always 0.9 sure, right in 3 of 4: T has the closed form ln(9) / ln(3). */
    @Test
    void testTheTemperatureOfAnOverconfidentModel() {
        final TemperatureScaling scaling = new TemperatureScaling();
        for (int sample = 0; sample < 40; sample++) {
            assertTrue(scaling.add(sample % 4 == 0 ? Expression.ANGER : Expression.FEAR, classification(0.9, 0.1)));
        }

        assertEquals(2, scaling.fit().orElseThrow(), 1e-9);
        assertEquals(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), scaling.negativeLogLikelihood(2), 1e-12);
        assertEquals(-0.75 * Math.log(0.9) - 0.25 * Math.log(0.1), scaling.negativeLogLikelihood(1), 1e-12);
    }

    @Test
    void testNoOtherTemperatureIsBetter() {
        final SplittableRandom random = new SplittableRandom(3);
        final TemperatureScaling scaling = new TemperatureScaling();
        for (int sample = 0; sample < 500; sample++) {
            final double fear = random.nextDouble();
            scaling.add(random.nextDouble() < 0.3 + 0.4 * fear ? Expression.FEAR : Expression.ANGER, classification(fear, 1 - fear));
        }

        final double temperature = scaling.fit().orElseThrow();
        final double best = scaling.negativeLogLikelihood(temperature);
        for (final double factor : new double[]{0.5, 0.9, 0.999, 1.001, 1.1, 2}) {
            assertTrue(scaling.negativeLogLikelihood(temperature * factor) > best);
        }
    }

    @Test
    void testAModelThatIsAlwaysRightHasNoTemperature() {
        final TemperatureScaling scaling = new TemperatureScaling();
        scaling.add(Expression.FEAR, classification(0.6, 0.4));
        assertEquals(OptionalDouble.empty(), scaling.fit());
    }

    @Test
    void testAModelThatIsAlwaysWrongHasNoTemperature() {
        final TemperatureScaling scaling = new TemperatureScaling();
        scaling.add(Expression.ANGER, classification(1, 0));
        assertEquals(OptionalDouble.empty(), scaling.fit());
        assertTrue(Double.isFinite(scaling.negativeLogLikelihood(1)));
    }

    @Test
    void testLabelsThatTheModelDoesNotKnowAreLeftOut() {
        final TemperatureScaling scaling = new TemperatureScaling();
        assertFalse(scaling.add(Expression.CONTEMPT, classification(0.6, 0.4)));
        assertEquals(0, scaling.samples());
    }

    private static Classification classification(final double fear, final double anger) {
        return new Classification(Map.of(Expression.FEAR, fear, Expression.ANGER, anger));
    }
}
