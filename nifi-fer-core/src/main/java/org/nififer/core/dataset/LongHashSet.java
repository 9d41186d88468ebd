package org.nififer.core.dataset;

/**
 * A set of well-mixed 64-bit hashes in one array: 1,000,000 of them take 16 to 32 MB, where a set of texts takes ten times that.
 */
final class LongHashSet {

    private static final int INITIAL_CAPACITY = 1024;

    private long[] table = new long[INITIAL_CAPACITY];
    private boolean zero;
    private int size;

    /** Whether the hash was not there before. */
    boolean add(final long hash) {
        if (hash == 0) {
            final boolean added = !zero;
            zero = true;
            return added;
        }

        if (2 * (size + 1) > table.length) {
            grow();
        }

        if (insert(table, hash)) {
            size++;
            return true;
        }

        return false;
    }

    private void grow() {
        final long[] larger = new long[Math.multiplyExact(2, table.length)];
        for (final long hash : table) {
            if (hash != 0) {
                insert(larger, hash);
            }
        }

        table = larger;
    }

    private static boolean insert(final long[] slots, final long hash) {
        final int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            if (slots[slot] == hash) {
                return false;
            }

            slot = (slot + 1) & mask;
        }

        slots[slot] = hash;
        return true;
    }
}
