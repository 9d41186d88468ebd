package org.nififer.dataset.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How values spread. Where there are none, the count and all else is 0.
 *
 * @param count             how many values there are
 * @param mean              their mean
 * @param standardDeviation of the values themselves (divided by n, not n - 1)
 * @param minimum           the smallest
 * @param lowerQuartile     a quarter of them is at most this (nearest rank)
 * @param median            half of them is at most this (nearest rank)
 * @param upperQuartile     three quarters of them are at most this (nearest rank)
 * @param maximum           the largest
 */
public record Distribution(long count, double mean, double standardDeviation, double minimum, double lowerQuartile, double median, double upperQuartile, double maximum) {

    /** The quartiles, as parts of the values. */
    static final double[] QUARTILES = {0.25, 0.5, 0.75};

    /** Of no values. */
    static final Distribution EMPTY = new Distribution(0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * Of whole numbers.
     *
     * @param sorted ascending
     */
    static Distribution of(final int[] sorted) {
        if (sorted.length == 0) {
            return EMPTY;
        }

        final double mean = Arrays.stream(sorted).average().orElseThrow();
        final double variance = Arrays.stream(sorted).mapToDouble(value -> (value - mean) * (value - mean)).sum() / sorted.length;
        final double[] quartiles = Arrays.stream(QUARTILES).map(part -> sorted[(int) rank(part, sorted.length)]).toArray();
        return new Distribution(sorted.length, mean, Math.sqrt(variance), sorted[0], quartiles[0], quartiles[1], quartiles[2], sorted[sorted.length - 1]);
    }

    /** The number, from 0, of the sorted value that a part of the values does not exceed. */
    static long rank(final double part, final long count) {
        return Math.max(0, (long) Math.ceil(part * count) - 1);
    }

    /**
     * One column of a histogram.
     *
     * @param from  the smallest value that belongs to it
     * @param to    the end: values of the next column start here
     * @param count how many values lie between
     */
    public record Bin(double from, double to, long count) {

        /**
         * A histogram of whole numbers.
         *
         * @param sorted      ascending
         * @param maximumBins 1 or more; the columns are as narrow as whole numbers allow
         * @return empty where there are no values
         */
        static List<Bin> of(final int[] sorted, final int maximumBins) {
            if (sorted.length == 0) {
                return List.of();
            }

            final int first = sorted[0];
            final long range = (long) sorted[sorted.length - 1] - first + 1;
            final long width = Math.ceilDiv(range, maximumBins);
            final long[] counts = new long[Math.toIntExact(Math.ceilDiv(range, width))];
            for (final int value : sorted) {
                counts[(int) (((long) value - first) / width)]++;
            }

            final List<Bin> bins = new ArrayList<>();
            for (int bin = 0; bin < counts.length; bin++) {
                bins.add(new Bin(first + bin * (double) width, first + (bin + 1) * (double) width, counts[bin]));
            }

            return Collections.unmodifiableList(bins);
        }
    }
}
