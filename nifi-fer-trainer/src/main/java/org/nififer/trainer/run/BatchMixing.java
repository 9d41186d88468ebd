package org.nififer.trainer.run;

import org.nififer.dataset.Shuffling;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Mixes each sample of a batch with another one of it, images and targets alike: part lambda of the one and 1 - lambda of the other, lambda drawn for the batch from the
 * beta distribution of (alpha, alpha). Mixup (Zhang, Cisse, Dauphin and Lopez-Paz, 2018) lays one image over the other, CutMix (Yun, Han, Oh, Chun, Choe and Yoo, 2019) puts a
 * window of the other into the one. Where there are both, every batch has one of them, each every second time.
 *
 * @param mixup  its alpha, the higher, the more even the mixtures; 0 for none
 * @param cutMix its alpha; 0 for none, but not both
 */
record BatchMixing(double mixup, double cutMix) {

    private static final int CHANNELS = 3;

    /** The mixed batch; the one given is not changed. */
    Batch apply(final Batch batch, final RandomGenerator random) {
        final boolean cuts = cutMix > 0 && (mixup == 0 || random.nextBoolean());
        final double lambda = lambda(cuts ? cutMix : mixup, random);
        final int[] partners = Shuffling.shuffled(IntStream.range(0, batch.size()).toArray(), random);
        if (!cuts) {
            return new Batch(batch.size(), mix(batch.images(), partners, (float) lambda), mix(batch.targets(), partners, (float) lambda));
        }

        final int side = Math.toIntExact(Math.round(Math.sqrt(batch.images().length / (double) (batch.size() * CHANNELS))));
        final Cut cut = Cut.draw(lambda, side, random);
        return new Batch(batch.size(), cut.paste(batch.images(), partners), mix(batch.targets(), partners, (float) cut.kept()));
    }

    /** After Johnk (1964): simple, and quick enough for what alpha can be here. */
    static double lambda(final double alpha, final RandomGenerator random) {
        double first;
        double second;
        do {
            first = Math.pow(random.nextDouble(), 1 / alpha);
            second = Math.pow(random.nextDouble(), 1 / alpha);
        } while (first + second > 1 || first + second == 0);
        return first / (first + second);
    }

    private static float[] mix(final float[] values, final int[] partners, final float lambda) {
        final int length = values.length / partners.length;
        final float[] mixed = new float[values.length];
        for (int row = 0; row < partners.length; row++) {
            for (int column = 0; column < length; column++) {
                mixed[row * length + column] = lambda * values[row * length + column] + (1 - lambda) * values[partners[row] * length + column];
            }
        }

        return mixed;
    }

    /**
     * A window in images of a side, cut off where it would leave them.
     *
     * @param side of the images in pixels
     * @param left first column; the others are the first row, and the column and the row after the last
     */
    record Cut(int side, int left, int top, int right, int bottom) {

        /** A window about any pixel, as large a part of the image as lambda leaves over, of the image's proportions. */
        static Cut draw(final double lambda, final int side, final RandomGenerator random) {
            final int half = (int) (side * Math.sqrt(1 - lambda)) / 2;
            final int x = random.nextInt(side);
            final int y = random.nextInt(side);
            return new Cut(side, Math.max(0, x - half), Math.max(0, y - half), Math.min(side, x + half), Math.min(side, y + half));
        }

        /** The part of the image outside of the window, which the targets follow. */
        double kept() {
            return 1 - (double) (right - left) * (bottom - top) / (side * side);
        }

        /** Images {@code [B, 3, S, S]} with the window from their partners. */
        float[] paste(final float[] images, final int[] partners) {
            final float[] pasted = images.clone();
            final int rows = CHANNELS * side;
            for (int image = 0; image < partners.length; image++) {
                for (int row = 0; row < rows; row++) {
                    if (row % side >= top && row % side < bottom) {
                        final int start = row * side + left;
                        System.arraycopy(images, partners[image] * rows * side + start, pasted, image * rows * side + start, right - left);
                    }
                }
            }

            return pasted;
        }
    }
}
