package org.nififer.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far the confidence of a model can be taken for the chance to be right (Guo et al., 2017).
 *
 * @param ece  the expected calibration error: the mean distance of accuracy and confidence over the bins, weighted by their samples, 0 (best) to 1
 * @param bins of equal width from 0 to 1, for the reliability diagram
 */
public record Calibration(double ece, List<Bin> bins) {

    /**
     * The samples whose confidence lies in a range.
     *
     * @param from       the lower end, exclusive except 0
     * @param to         the upper end, inclusive
     * @param samples    how many there are
     * @param confidence their mean confidence; 0 without samples
     * @param accuracy   the part of them that got the right answer; 0 without samples
     */
    public record Bin(double from, double to, long samples, double confidence, double accuracy) {
    }

    /**
     * Adds up confidences and right answers. Not thread-safe.
     */
    static final class Totals {

        /** As many as Guo et al. take. */
        private static final int BINS = 15;

        private final long[] samples = new long[BINS];
        private final long[] correct = new long[BINS];
        private final double[] confidence = new double[BINS];

        /**
         * Adds one answer.
         *
         * @param value the probability of the answer, 0 to 1
         */
        void add(final double value, final boolean right) {
            final int bin = Math.clamp((long) Math.ceil(value * BINS) - 1, 0, BINS - 1);
            samples[bin]++;
            correct[bin] += right ? 1 : 0;
            confidence[bin] += value;
        }

        Calibration calibration() {
            final double total = Math.max(1, Arrays.stream(samples).sum());
            final List<Bin> bins = new ArrayList<>();
            double error = 0;
            for (int bin = 0; bin < BINS; bin++) {
                final double count = Math.max(1, samples[bin]);
                bins.add(new Bin(bin / (double) BINS, (bin + 1) / (double) BINS, samples[bin], confidence[bin] / count, correct[bin] / count));
                error += Math.abs(correct[bin] - confidence[bin]) / total;
            }

            return new Calibration(error, List.copyOf(bins));
        }
    }
}
