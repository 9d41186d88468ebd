package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchMixingTest {

    private static final int DRAWS = 20_000;

    @Test
    void testImagesAndTargetsAreMixedAlike() {
        // Images of the values 0, 10 and 20, and targets of which the first number is the image's, divided by 20.
        final Batch batch = new Batch(3, new float[]{0, 0, 10, 10, 20, 20}, new float[]{0, 1, 0.5f, 0.5f, 1, 0});
        boolean mixed = false;
        for (int seed = 0; seed < 20; seed++) {
            final Batch result = new BatchMixing(1, 0).apply(batch, new SplittableRandom(seed));
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
                final double lambda = BatchMixing.lambda(alpha, random);
                sum += lambda;
                squares += lambda * lambda;
            }

            final double mean = sum / DRAWS;
            assertEquals(0.5, mean, 0.01);
            assertEquals(1 / (4 * (2 * alpha + 1)), squares / DRAWS - mean * mean, 0.005);
        }
    }

    /** Four images of one value each, 0 to 3, whose target's first number is the value divided by 3. */
    private static Batch flat(final int side) {
        final int length = 3 * side * side;
        final float[] images = new float[4 * length];
        final float[] targets = new float[8];
        for (int image = 0; image < 4; image++) {
            Arrays.fill(images, image * length, (image + 1) * length, image);
            targets[2 * image] = image / 3f;
            targets[2 * image + 1] = 1 - image / 3f;
        }

        return new Batch(4, images, targets);
    }

    @Test
    void testCutMixPastesAWindowAndMixesTheTargetsByItsArea() {
        final Batch batch = flat(8);
        boolean cut = false;
        for (int seed = 0; seed < 50; seed++) {
            final Batch result = new BatchMixing(0, 1).apply(batch, new SplittableRandom(seed));
            for (int image = 0; image < 4; image++) {
                float sum = 0;
                for (int pixel = 0; pixel < 192; pixel++) {
                    final float value = result.images()[image * 192 + pixel];
                    assertEquals(Math.rint(value), value);
                    sum += value;
                }

                // The mean of the pixels is mixed as the target is.
                assertEquals(sum / 192 / 3, result.targets()[2 * image], 1e-6f);
                assertEquals(1, result.targets()[2 * image] + result.targets()[2 * image + 1], 1e-6f);
                cut |= sum != 192 * image;
            }
        }

        assertTrue(cut);
        assertArrayEquals(flat(8).images(), batch.images());
    }

    @Test
    void testAWindowIsAsLargeAsLambdaLeavesOver() {
        final SplittableRandom random = new SplittableRandom(2);
        boolean whole = false;
        for (int draw = 0; draw < 200; draw++) {
            final BatchMixing.Cut cut = BatchMixing.Cut.draw(0.75, 64, random);
            // A quarter of the area has half of the side.
            assertTrue(cut.right() - cut.left() <= 32 && cut.bottom() - cut.top() <= 32);
            assertTrue(cut.left() >= 0 && cut.top() >= 0 && cut.right() <= 64 && cut.bottom() <= 64);
            assertTrue(cut.kept() >= 0.75);
            whole |= cut.kept() == 0.75;
        }

        assertTrue(whole);
    }

    @Test
    void testAWindowIsTakenFromTheSamePlaceOfThePartnerInAllChannels() {
        final float[] images = new float[2 * 3 * 9];
        for (int index = 0; index < images.length; index++) {
            images[index] = index;
        }

        final float[] pasted = new BatchMixing.Cut(3, 1, 0, 3, 2).paste(images, new int[]{1, 0});
        for (int channel = 0; channel < 3; channel++) {
            final int start = 9 * channel;
            final int partner = 27 + start;
            assertArrayEquals(new float[]{start, partner + 1, partner + 2, start + 3, partner + 4, partner + 5, start + 6, start + 7, start + 8},
                    Arrays.copyOfRange(pasted, start, start + 9));
        }
    }

    @Test
    void testEachBatchHasOneOfTheTwo() {
        final Batch batch = flat(8);
        int cut = 0;
        for (int seed = 0; seed < 200; seed++) {
            boolean whole = true;
            for (final float value : new BatchMixing(1, 1).apply(batch, new SplittableRandom(seed)).images()) {
                whole &= value == Math.rint(value);
            }

            cut += whole ? 1 : 0;
        }

        // Where chance makes each image its own partner, a batch of mixup looks like one of CutMix.
        assertTrue(cut > 70 && cut < 140, "cut " + cut);
    }
}
