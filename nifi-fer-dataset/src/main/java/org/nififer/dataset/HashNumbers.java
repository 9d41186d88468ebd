package org.nififer.dataset;

import java.util.OptionalInt;

/**
 * Numbers well-mixed 64-bit hashes from 0 in the order of their first appearance, in two arrays: 1,000,000 of them take about 40 MB,
 * where a map of texts takes several times that.
 */
public final class HashNumbers {

    private static final int INITIAL_CAPACITY = 1024;

    private long[] hashes = new long[INITIAL_CAPACITY];
    /** The number and 1; 0 marks a free slot. */
    private int[] numbers = new int[INITIAL_CAPACITY];
    private int size;

    /** Whether the hash was not there before. */
    public boolean add(final long hash) {
        final int before = size;
        return number(hash) == before;
    }

    /** The number of a hash; a new one where it was not there before. */
    public int number(final long hash) {
        if (2 * (size + 1) > hashes.length) {
            grow();
        }

        final int slot = slot(hashes, numbers, hash);
        if (numbers[slot] == 0) {
            hashes[slot] = hash;
            size++;
            numbers[slot] = size;
        }

        return numbers[slot] - 1;
    }

    /** The number of a hash; empty where it is not there. */
    public OptionalInt find(final long hash) {
        final int number = numbers[slot(hashes, numbers, hash)];
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number - 1);
    }

    private void grow() {
        final int capacity = Math.multiplyExact(2, hashes.length);
        final long[] largerHashes = new long[capacity];
        final int[] largerNumbers = new int[capacity];
        for (int old = 0; old < hashes.length; old++) {
            if (numbers[old] != 0) {
                final int slot = slot(largerHashes, largerNumbers, hashes[old]);
                largerHashes[slot] = hashes[old];
                largerNumbers[slot] = numbers[old];
            }
        }

        hashes = largerHashes;
        numbers = largerNumbers;
    }

    /** Where a hash is, or the free slot where it belongs. */
    private static int slot(final long[] hashes, final int[] numbers, final long hash) {
        final int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (numbers[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    /** How many different hashes there are. */
    public int size() {
        return size;
    }
}
