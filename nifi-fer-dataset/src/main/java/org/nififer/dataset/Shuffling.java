package org.nififer.dataset;

import java.util.random.RandomGenerator;

/**
 * Random orders.
 */
public final class Shuffling {

    private Shuffling() {
    }

    /** The values in an order of which every one is equally likely (Fisher and Yates); the array given is not changed. */
    public static int[] shuffled(final int[] values, final RandomGenerator random) {
        final int[] shuffled = values.clone();
        for (int last = shuffled.length - 1; last > 0; last--) {
            final int other = random.nextInt(last + 1);
            final int value = shuffled[last];
            shuffled[last] = shuffled[other];
            shuffled[other] = value;
        }

        return shuffled;
    }
}
