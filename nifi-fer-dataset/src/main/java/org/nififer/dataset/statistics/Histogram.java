package org.nififer.dataset.statistics;

import org.nififer.dataset.statistics.Distribution.Bin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects values of a known range in few bytes, however many there are: mean, deviation, minimum and maximum are exact, quartiles are those of the values rounded to
 * the step. Not thread-safe.
 */
final class Histogram {

    private final double lowest;
    private final double step;
    /** Of the values rounded to the step. */
    private final long[] counts;
    private long count;
    private double mean;
    private double squares;
    private double minimum = Double.POSITIVE_INFINITY;
    private double maximum = Double.NEGATIVE_INFINITY;

    /**
     * An empty histogram.
     *
     * @param lowest  the lowest value there can be
     * @param highest the highest value there can be
     * @param step    more than 0
     */
    Histogram(final double lowest, final double highest, final double step) {
        this.lowest = lowest;
        this.step = step;
        counts = new long[place(highest) + 1];
    }

    private int place(final double value) {
        return (int) Math.round((value - lowest) / step);
    }

    void add(final double value) {
        counts[place(value)]++;
        count++;
        // Welford's way: exact also where the mean is large beside the deviation.
        final double difference = value - mean;
        mean += difference / count;
        squares += difference * (value - mean);
        minimum = Math.min(minimum, value);
        maximum = Math.max(maximum, value);
    }

    Distribution distribution() {
        if (count == 0) {
            return Distribution.EMPTY;
        }

        final double[] quartiles = Arrays.stream(Distribution.QUARTILES).map(this::quantile).toArray();
        return new Distribution(count, mean, Math.sqrt(squares / count), minimum, quartiles[0], quartiles[1], quartiles[2], maximum);
    }

    private double quantile(final double part) {
        long remaining = Distribution.rank(part, count);
        int place = 0;
        while (remaining >= counts[place]) {
            remaining -= counts[place];
            place++;
        }

        return lowest + place * step;
    }

    /** The values in columns of several steps each. */
    List<Bin> bins(final int stepsPerBin) {
        final List<Bin> bins = new ArrayList<>();
        for (int start = 0; start < counts.length; start += stepsPerBin) {
            final long inBin = Arrays.stream(counts, start, Math.min(counts.length, start + stepsPerBin)).sum();
            bins.add(new Bin(lowest + start * step, lowest + (start + stepsPerBin) * step, inBin));
        }

        return bins;
    }
}
