package org.nififer.dataset.statistics;

import org.junit.jupiter.api.Test;
import org.nififer.dataset.statistics.Distribution.Bin;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class HistogramTest {

    @Test
    void testDistributionOfRoundedValues() {
        final Histogram histogram = new Histogram(0, 10, 1);
        for (final double value : new double[] {0.2, 1.6, 2, 9.9}) {
            histogram.add(value);
        }

        final Distribution distribution = histogram.distribution();
        assertEquals(4, distribution.count());
        assertEquals(3.425, distribution.mean(), 1e-12);
        assertEquals(Math.sqrt((10.400625 + 3.330625 + 2.030625 + 41.925625) / 4), distribution.standardDeviation(), 1e-12);
        assertEquals(0.2, distribution.minimum());
        assertEquals(0, distribution.lowerQuartile());
        assertEquals(2, distribution.median());
        assertEquals(2, distribution.upperQuartile());
        assertEquals(9.9, distribution.maximum());
        assertEquals(List.of(new Bin(0, 4, 3), new Bin(4, 8, 0), new Bin(8, 12, 1)), histogram.bins(4));
    }

    @Test
    void testDistributionOfWholeNumbers() {
        assertEquals(new Distribution(4, 2.5, Math.sqrt(1.25), 1, 1, 2, 3, 4), Distribution.of(new int[] {1, 2, 3, 4}));
        assertEquals(new Distribution(1, 7, 0, 7, 7, 7, 7, 7), Distribution.of(new int[] {7}));
    }

    @Test
    void testNoValues() {
        assertEquals(Distribution.EMPTY, new Histogram(0, 1, 0.5).distribution());
        assertEquals(Distribution.EMPTY, Distribution.of(new int[0]));
        assertEquals(List.of(), Bin.of(new int[0], 5));
    }

    @Test
    void testBinsAreAsNarrowAsTheirNumberAllows() {
        assertEquals(List.of(new Bin(3, 4, 2), new Bin(4, 5, 0), new Bin(5, 6, 1)), Bin.of(new int[] {3, 3, 5}, 5));
        assertEquals(List.of(new Bin(0, 51, 2), new Bin(51, 102, 1)), Bin.of(new int[] {0, 50, 100}, 2));
    }
}
