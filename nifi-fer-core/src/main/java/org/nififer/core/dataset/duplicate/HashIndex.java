package org.nififer.core.dataset.duplicate;

import org.nififer.core.image.PerceptualHash;

import java.util.Arrays;

/**
 * A growing set of 64-bit hashes in which those within a Hamming distance of another one are found without comparing all. Not thread-safe.
 *
 * <p>Multi-index hashing (Norouzi, Punjani and Fleet, <em>Fast Search in Hamming Space with Multi-Index Hashing</em>, 2012): the bits are dealt to a few
 * {@linkplain HashPart parts}. The differing bits of two hashes that are near spread over the parts, so in one of them they differ by few bits only, and the keys that
 * differ by few bits are looked up in the table of that part. Primitive arrays only: 8 bytes for a hash and about 8 for each of its parts, so 32 bytes a hash for a
 * distance of 4 and 1,000,000 hashes.
 */
public final class HashIndex {

    /** The largest distance that can be asked for; beyond it images are alike by chance. */
    public static final int MAXIMUM_DISTANCE = 10;

    private final int distance;
    private final HashPart[] parts;
    private final long[] hashes;
    private int size;

    /** Told of a hash that is near. */
    @FunctionalInterface
    public interface HitConsumer {

        /**
         * A hash that is near.
         *
         * @param number   as {@link #add} returned it
         * @param distance 0 to the distance of the index
         */
        void accept(int number, int distance);
    }

    /**
     * An empty index.
     *
     * @param distance in how many bits two hashes may differ, 0 to {@value #MAXIMUM_DISTANCE}
     * @param capacity the largest number of hashes
     */
    public HashIndex(final int distance, final int capacity) {
        if (distance < 0 || distance > MAXIMUM_DISTANCE) {
            throw new IllegalArgumentException("A distance of %d bits; expected 0 to %d".formatted(distance, MAXIMUM_DISTANCE));
        }

        this.distance = distance;
        parts = HashPart.split(distance, capacity);
        hashes = new long[capacity];
    }

    /**
     * Adds a hash, whether it is there or not.
     *
     * @return its number, from 0
     */
    public int add(final long hash) {
        if (size == hashes.length) {
            throw new IllegalStateException("The index has its %d hashes already".formatted(size));
        }

        hashes[size] = hash;
        for (final HashPart part : parts) {
            part.add(hash, size);
        }

        size++;
        return size - 1;
    }

    /** How many hashes were added. */
    public int size() {
        return size;
    }

    /** The hash of a number. */
    public long hash(final int number) {
        return hashes[number];
    }

    /** The number of the nearest hash, of equally near ones the one that was added first; -1 where none is near. */
    public int nearest(final long hash) {
        final Nearest nearest = new Nearest();
        forEachNear(hash, nearest);
        return nearest.number;
    }

    /** Tells of all hashes within the distance, each once, in no particular order. */
    public void forEachNear(final long hash, final HitConsumer consumer) {
        for (int part = 0; part < parts.length; part++) {
            for (final long flips : parts[part].flips()) {
                for (int number = parts[part].first(hash, flips); number >= 0; number = parts[part].next(number)) {
                    final int bits = PerceptualHash.distance(hash, hashes[number]);
                    if (bits <= distance && parts[part].differsBy(hash, hashes[number], flips) && isNew(hash, hashes[number], part)) {
                        consumer.accept(number, bits);
                    }
                }
            }
        }
    }

    /** Whether no earlier part has found the hash already. */
    private boolean isNew(final long hash, final long found, final int part) {
        return Arrays.stream(parts, 0, part).noneMatch(earlier -> earlier.finds(hash, found));
    }

    private static final class Nearest implements HitConsumer {

        private int number = -1;
        private int distance = Integer.MAX_VALUE;

        @Override
        public void accept(final int hitNumber, final int hitDistance) {
            if (hitDistance < distance || hitDistance == distance && hitNumber < number) {
                number = hitNumber;
                distance = hitDistance;
            }
        }
    }
}
