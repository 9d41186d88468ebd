package org.nififer.dataset.duplicate;

import org.nififer.image.PerceptualHash;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Some of the bits of all hashes of an index, their key, and a table from the keys to the hashes. The hashes of a key lie side by side: comparing many neighbours takes less time
 * than one access to a distant place of a large array.
 */
final class HashPart {

    /** How many neighbouring hashes are compared in the time of one access to a distant place. */
    private static final double DISTANT_ACCESS = 100;

    /** The bits of the hash that are the key. */
    private final long mask;
    /** How many of them may differ. */
    private final int radius;
    /** All changes of up to that many bits of the key. */
    private final int[] flips;
    /** Where the room for the hashes of each key begins. */
    private final int[] starts;
    /** Where the hashes of each key that are there end. */
    private final int[] ends;
    private final long[] hashes;
    private final int[] numbers;

    private HashPart(final long mask, final int radius, final long[] expected, final int count) {
        this.mask = mask;
        this.radius = radius;
        final int keys = 1 << Long.bitCount(mask);
        flips = IntStream.range(0, keys).filter(flipped -> Integer.bitCount(flipped) <= radius).toArray();
        starts = new int[keys + 1];
        for (int number = 0; number < count; number++) {
            starts[key(expected[number]) + 1]++;
        }

        for (int key = 0; key < keys; key++) {
            starts[key + 1] += starts[key];
        }

        ends = starts.clone();
        hashes = new long[count];
        numbers = new int[count];
    }

    /** The parts with which a search takes the least time. */
    static HashPart[] split(final int distance, final long[] expected, final int count) {
        int best = 1;
        for (int parts = 2; parts <= distance + 1; parts++) {
            if (cost(parts, distance, count) < cost(best, distance, count)) {
                best = parts;
            }
        }

        final HashPart[] parts = new HashPart[best];
        for (int part = 0; part < best; part++) {
            parts[part] = new HashPart(mask(part, best, count), radius(part, best, distance), expected, count);
        }

        return parts;
    }

    /** Roughly how long a search takes, in comparisons. */
    private static double cost(final int parts, final int distance, final int count) {
        double cost = 0;
        for (int part = 0; part < parts; part++) {
            final int bits = Long.bitCount(mask(part, parts, count));
            double keys = 0;
            double choices = 1;
            for (int flipped = 0; flipped <= Math.min(bits, radius(part, parts, distance)); flipped++) {
                keys += choices;
                choices = choices * (bits - flipped) / (flipped + 1);
            }

            cost += keys * (DISTANT_ACCESS + Math.scalb((double) count, -bits));
        }

        return cost;
    }

    /**
     * The bits of a part, dealt out like cards: those of low frequencies, which many images share, spread over all parts. No more bits than give each hash a key of its own.
     */
    private static long mask(final int part, final int parts, final int count) {
        final int maximumBits = Math.max(1, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, count)));
        long mask = 0;
        for (int bit = part; bit < PerceptualHash.BITS && Long.bitCount(mask) < maximumBits; bit += parts) {
            mask |= 1L << bit;
        }

        return mask;
    }

    /**
     * With distance = parts * radius + rest, either one of the first rest + 1 parts differs by at most the radius or one of the others by
     * less: else the parts together would differ by more than the distance.
     */
    private static int radius(final int part, final int parts, final int distance) {
        return part <= distance % parts ? distance / parts : distance / parts - 1;
    }

    private int key(final long hash) {
        return (int) Long.compress(hash, mask);
    }

    void add(final long hash, final int number) {
        final int key = key(hash);
        if (ends[key] == starts[key + 1]) {
            throw new IllegalStateException(String.format(Locale.ROOT, "Hash %016x was not expected, or not as often", hash));
        }

        hashes[ends[key]] = hash;
        numbers[ends[key]] = number;
        ends[key]++;
    }

    /** Tells of all hashes within the distance whose key differs by at most the radius. */
    void forEachNear(final long hash, final int distance, final HashIndex.HitConsumer consumer) {
        final int key = key(hash);
        for (final int flipped : flips) {
            final int end = ends[key ^ flipped];
            for (int place = starts[key ^ flipped]; place < end; place++) {
                final int bits = PerceptualHash.distance(hash, hashes[place]);
                if (bits <= distance) {
                    consumer.accept(numbers[place], bits);
                }
            }
        }
    }

    /** Whether the search for a hash finds the other one here, if it is near. */
    boolean finds(final long hash, final long other) {
        return Long.bitCount((hash ^ other) & mask) <= radius;
    }
}
