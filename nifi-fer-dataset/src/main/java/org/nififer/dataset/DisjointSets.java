package org.nififer.dataset;

import java.util.Arrays;

/**
 * Which of some numbered things belong together, also over several steps (union-find), in 4 bytes each. The lowest number of a set stands for it, so that sets
 * keep the order of the file. Not thread-safe.
 */
public final class DisjointSets {

    private int[] parents = new int[1024];
    private int size;

    /** Adds a thing that belongs to no other one, and returns its number, from 0. */
    public int add() {
        if (size == parents.length) {
            parents = Arrays.copyOf(parents, 2 * size);
        }

        parents[size] = size;
        size++;
        return size - 1;
    }

    /** Unites the sets of two things. */
    public void unite(final int first, final int second) {
        final int firstLowest = lowest(first);
        final int secondLowest = lowest(second);
        parents[Math.max(firstLowest, secondLowest)] = Math.min(firstLowest, secondLowest);
    }

    /** The lowest number that belongs together with a thing. */
    public int lowest(final int thing) {
        int lowest = thing;
        while (parents[lowest] != lowest) {
            // Halving the way keeps the ways short.
            parents[lowest] = parents[parents[lowest]];
            lowest = parents[lowest];
        }

        return lowest;
    }

    /** How many things there are. */
    public int size() {
        return size;
    }
}
