package org.nififer.trainer.run;

import org.nififer.core.dataset.Shuffling;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Mixes each sample of a batch with another one of it, images and targets alike (Zhang, Cisse, Dauphin and Lopez-Paz, 2018): part lambda of
 * the one and 1 - lambda of the other, lambda drawn for the batch from the beta distribution of (alpha, alpha).
 *
 * @param alpha above 0; the higher, the more even the mixtures
 */
record Mixup(double alpha) {

    /** The mixed batch; the one given is not changed. */
    Batch apply(final Batch batch, final RandomGenerator random) {
        final float lambda = (float) lambda(random);
        final int[] partners = Shuffling.shuffled(IntStream.range(0, batch.size()).toArray(), random);
        return new Batch(batch.size(), mix(batch.images(), partners, lambda), mix(batch.targets(), partners, lambda));
    }

    /** After Johnk (1964): simple, and quick enough for what alpha can be here. */
    double lambda(final RandomGenerator random) {
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
}
