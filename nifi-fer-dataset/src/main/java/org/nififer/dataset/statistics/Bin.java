package org.nififer.dataset.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
