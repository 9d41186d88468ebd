package org.nififer.drawing;

import java.util.Random;

/**
 * Seeded chance. {@link Random} is specified to the bit, unlike newer generators; seeds are stirred first because those
 * that lie close together would begin with similar numbers.
 */
final class Dice {

    private final Random random;

    /** Chance that depends on every one of the seeds and on their order. */
    Dice(final long... seeds) {
        long state = 0x9E3779B97F4A7C15L;
        for (final long seed : seeds) {
            state = stir(state + seed * 0xD1342543DE82EF95L + 0x632BE59BD9B4E019L);
        }

        random = new Random(state);
    }

    /** Evenly distributed between two values. */
    double between(final double low, final double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Distributed around 0 like the sum of three even ones, never beyond the limit. */
    double around(final double limit) {
        return limit * ((random.nextDouble() + random.nextDouble() + random.nextDouble()) / 1.5 - 1);
    }

    /** An integer from 0 to the bound, exclusive. */
    int index(final int bound) {
        return random.nextInt(bound);
    }

    boolean chance(final double probability) {
        return random.nextDouble() < probability;
    }

    /** The finalizer of MurmurHash3. */
    private static long stir(final long value) {
        long stirred = value;
        stirred = (stirred ^ (stirred >>> 33)) * 0xFF51AFD7ED558CCDL;
        stirred = (stirred ^ (stirred >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return stirred ^ (stirred >>> 33);
    }
}
