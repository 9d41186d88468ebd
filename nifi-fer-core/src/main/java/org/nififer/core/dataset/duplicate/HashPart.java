package org.nififer.core.dataset.duplicate;

import org.nififer.core.image.PerceptualHash;

import java.util.Arrays;

/**
 * Some of the bits of all hashes of an index: a table from these bits to the hashes that have them.
 */
final class HashPart {

    /** An odd number with mixed bits (2 to the power of 64 through the golden ratio), which spreads keys over the table. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** The bits of the hash that belong to this part. */
    private final long mask;
    /** How many of them may differ. */
    private final int radius;
    /** All changes of up to that many bits of the part, nothing first. */
    private final long[] flips;
    private final int shift;
    /** The number of the last hash of each slot and 1; 0 marks an empty slot. */
    private final int[] last;
    /** The number of the hash of the same slot before each hash and 1. */
    private final int[] before;

    private HashPart(final long mask, final int radius, final int capacity) {
        this.mask = mask;
        this.radius = radius;
        flips = flips(mask, radius);
        final int tableBits = tableBits(Long.bitCount(mask), capacity);
        shift = Long.SIZE - tableBits;
        last = new int[1 << tableBits];
        before = new int[capacity];
    }

    /** The parts with which an index of that many hashes has the least to look at. */
    static HashPart[] split(final int distance, final int capacity) {
        int best = 1;
        for (int count = 2; count <= distance + 1; count++) {
            if (cost(count, distance, capacity) < cost(best, distance, capacity)) {
                best = count;
            }
        }

        final HashPart[] parts = new HashPart[best];
        for (int part = 0; part < best; part++) {
            parts[part] = new HashPart(mask(part, best), radius(part, best, distance), capacity);
        }

        return parts;
    }

    /** Roughly how many slots and hashes one search looks at. */
    private static double cost(final int count, final int distance, final int capacity) {
        double cost = 0;
        for (int part = 0; part < count; part++) {
            final int bits = Long.bitCount(mask(part, count));
            double keys = 0;
            double choices = 1;
            for (int flipped = 0; flipped <= radius(part, count, distance); flipped++) {
                keys += choices;
                choices = choices * (bits - flipped) / (flipped + 1);
            }

            cost += keys * (1 + capacity / (double) (1 << tableBits(bits, capacity)));
        }

        return cost;
    }

    /** Dealt out like cards: the bits of low frequencies, which many images share, spread over all parts. */
    private static long mask(final int part, final int count) {
        long mask = 0;
        for (int bit = part; bit < PerceptualHash.BITS; bit += count) {
            mask |= 1L << bit;
        }

        return mask;
    }

    /**
     * With distance = count * radius + rest, either one of the first rest + 1 parts differs by at most the radius or one of the others by
     * less: else the parts together would differ by more than the distance.
     */
    private static int radius(final int part, final int count, final int distance) {
        return part <= distance % count ? distance / count : distance / count - 1;
    }

    private static int tableBits(final int bits, final int capacity) {
        // At least 1: a shift by 64 is one by 0.
        return Math.max(1, Math.min(bits, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(2, capacity))));
    }

    private static long[] flips(final long mask, final int radius) {
        long[] all = {0};
        int previous = 0;
        for (int flipped = 1; flipped <= radius; flipped++) {
            final int end = all.length;
            for (int start = previous; start < end; start++) {
                all = withOneMore(all, all[start], mask);
            }

            previous = end;
        }

        return all;
    }

    /** Appends the changes that flip one bit more, above those of one change, so that none comes about twice. */
    private static long[] withOneMore(final long[] all, final long flips, final long mask) {
        final long above = flips == 0 ? mask : mask & -2L << Long.SIZE - 1 - Long.numberOfLeadingZeros(flips);
        final long[] more = Arrays.copyOf(all, all.length + Long.bitCount(above));
        int next = all.length;
        for (long rest = above; rest != 0; rest &= rest - 1) {
            more[next] = flips | Long.lowestOneBit(rest);
            next++;
        }

        return more;
    }

    void add(final long hash, final int number) {
        final int slot = slot(hash & mask);
        before[number] = last[slot];
        last[slot] = number + 1;
    }

    /** The changes under which a hash has to be looked up. */
    long[] flips() {
        return flips;
    }

    /** The number of the first hash in the slot of a changed hash, or -1. */
    int first(final long hash, final long flipped) {
        return last[slot(hash & mask ^ flipped)] - 1;
    }

    /** The number of the hash after another one in its slot, or -1. */
    int next(final int number) {
        return before[number] - 1;
    }

    /** Whether two hashes differ by exactly this change in this part; others can share the slot. */
    boolean differsBy(final long hash, final long other, final long flipped) {
        return ((hash ^ other) & mask) == flipped;
    }

    /** Whether the search for a hash finds the other one here. */
    boolean finds(final long hash, final long other) {
        return Long.bitCount((hash ^ other) & mask) <= radius;
    }

    private int slot(final long key) {
        return (int) (key * SPREAD >>> shift);
    }
}
