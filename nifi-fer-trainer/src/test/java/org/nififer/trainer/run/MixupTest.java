package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MixupTest {

    private static final int DRAWS = 20_000;

    @Test
    void testImagesAndTargetsAreMixedAlike() {
        // Images of the values 0, 10 and 20, and targets of which the first number is the image's, divided by 20.
        final Batch batch = new Batch(3, new float[]{0, 0, 10, 10, 20, 20}, new float[]{0, 1, 0.5f, 0.5f, 1, 0});
        boolean mixed = false;
        for (int seed = 0; seed < 20; seed++) {
            final Batch result = new Mixup(1).apply(batch, new SplittableRandom(seed));
            float sum = 0;
            for (int row = 0; row < 3; row++) {
                final float value = result.images()[2 * row];
                assertEquals(value, result.images()[2 * row + 1]);
                assertEquals(value / 20, result.targets()[2 * row], 1e-6f);
                assertEquals(1, result.targets()[2 * row] + result.targets()[2 * row + 1], 1e-6f);
                mixed |= value % 10 != 0;
                sum += value;
            }

            // Every sample is once the first and once the second.
            assertEquals(30, sum, 1e-4f);
        }

        assertTrue(mixed);
        assertArrayEquals(new float[]{0, 0, 10, 10, 20, 20}, batch.images());
    }

    @Test
    void testTheProportionHasTheMomentsOfTheBetaDistribution() {
        for (final double alpha : new double[]{0.2, 1, 2}) {
            final SplittableRandom random = new SplittableRandom(1);
            double sum = 0;
            double squares = 0;
            for (int draw = 0; draw < DRAWS; draw++) {
                final double lambda = new Mixup(alpha).lambda(random);
                sum += lambda;
                squares += lambda * lambda;
            }

            final double mean = sum / DRAWS;
            assertEquals(0.5, mean, 0.01);
            assertEquals(1 / (4 * (2 * alpha + 1)), squares / DRAWS - mean * mean, 0.005);
        }
    }
}
