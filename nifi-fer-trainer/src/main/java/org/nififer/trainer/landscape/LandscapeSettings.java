package org.nififer.trainer.landscape;

import java.util.Locale;

/**
 * Which part of a loss landscape is computed.
 *
 * @param columns points along the first direction, odd, so that the model is one of them; 3 to {@value #MAXIMUM_POINTS}
 * @param rows    points along the second direction, the same
 * @param range   how far the points reach to both sides; 1 is as far as the weights of a filter are from 0
 * @param samples whose mean loss is taken, 1 or more; they are held in native memory, 600 kB each for swin-t
 * @param seed    of the directions and the samples
 */
public record LandscapeSettings(int columns, int rows, double range, int samples, long seed) {

    /** The most points along a direction. */
    public static final int MAXIMUM_POINTS = 201;
    /** The samples where nothing else is asked for. */
    public static final int DEFAULT_SAMPLES = 256;
    /** The range where nothing else is asked for. */
    public static final double DEFAULT_RANGE = 1;

    private static final int MINIMUM_POINTS = 3;
    private static final double LARGEST_RANGE = 100;

    public LandscapeSettings {
        requirePoints(columns);
        requirePoints(rows);
        if (!(range > 0 && range <= LARGEST_RANGE)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A landscape range of %s; expected above 0 and at most %s", range, LARGEST_RANGE));
        }

        if (samples < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A landscape of %d samples; expected 1 or more", samples));
        }
    }

    private static void requirePoints(final int points) {
        if (points < MINIMUM_POINTS || points > MAXIMUM_POINTS || points % 2 == 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A landscape of %d points a side; expected an odd number, %d to %d, so that the model is in the middle",
                    points, MINIMUM_POINTS, MAXIMUM_POINTS));
        }
    }

    /** Where a point is along its direction, -range to range. */
    double coordinate(final int point, final int points) {
        return range * (2.0 * point / (points - 1) - 1);
    }
}
