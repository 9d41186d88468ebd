package org.nififer.trainer.run;

import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Shuffling;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which samples an epoch shows, and in which order. It has as many as there are; the chance of each is proportional to (1 / samples of its expression)^power. Draws are
 * systematic: a sample that is due 2.3 times comes two or three times, so that no epoch leaves out or repeats more than the chances ask for. Unlabelled samples come once on
 * average, as without balance.
 */
final class BalancedSampling {

    private final int[] samples;
    private final double power;
    private final double[] expected;

    /**
     * @param samples of the training
     * @param power   0 for every sample once, 1 for every expression as often
     */
    BalancedSampling(final DatasetIndex dataset, final int[] samples, final double power) {
        this.samples = samples.clone();
        this.power = power;
        final int unlabelled = SampleLabels.COUNT - 1;
        final int[] labels = Arrays.stream(samples).map(sample -> SampleLabels.number(dataset.expression(sample))).toArray();
        final double[] counts = new double[SampleLabels.COUNT];
        for (final int label : labels) {
            counts[label]++;
        }

        double sum = 0;
        for (int label = 0; label < unlabelled; label++) {
            sum += counts[label] == 0 ? 0 : counts[label] * Math.pow(counts[label], -power);
        }

        final double factor = (samples.length - counts[unlabelled]) / sum;
        expected = Arrays.stream(labels).mapToDouble(label -> label == unlabelled ? 1 : factor * Math.pow(counts[label], -power)).toArray();
    }

    /** The samples that are drawn from. */
    int[] samples() {
        return samples.clone();
    }

    /** How often an epoch shows the sample at a position of {@link #samples()} on average. */
    double expected(final int position) {
        return expected[position];
    }

    /** The samples of an epoch in their order, as many as there are. */
    int[] draw(final RandomGenerator random) {
        if (power == 0) {
            return Shuffling.shuffled(samples, random);
        }

        // A mark at every whole number from a start drawn by chance; whose stretch a mark falls into is shown.
        final int[] order = Shuffling.shuffled(IntStream.range(0, samples.length).toArray(), random);
        final double start = random.nextDouble();
        final int[] drawn = new int[samples.length];
        int position = 0;
        double end = expected[order[0]];
        for (int mark = 0; mark < drawn.length; mark++) {
            while (end <= start + mark && position < order.length - 1) {
                position++;
                end += expected[order[position]];
            }

            drawn[mark] = samples[order[position]];
        }

        return Shuffling.shuffled(drawn, random);
    }
}
