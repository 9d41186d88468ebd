package org.nififer.dataset.duplicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.image.PerceptualHash;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class HashIndexTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void testFindsWhatComparingAllFinds(final int distance) {
        final long[] hashes = hashes(new Random(distance), 1500);
        final HashIndex index = new HashIndex(distance, hashes, hashes.length);
        for (final long hash : hashes) {
            final Map<Integer, Integer> found = new TreeMap<>();
            index.forEachNear(hash, (number, bits) -> assertNull(found.put(number, bits), "found twice"));
            final Map<Integer, Integer> expected = new TreeMap<>();
            for (int number = 0; number < index.size(); number++) {
                final int bits = PerceptualHash.distance(hash, hashes[number]);
                if (bits <= distance) {
                    expected.put(number, bits);
                }
            }

            assertEquals(expected, found);
            index.add(hash);
        }
    }

    @Test
    void testOnlyExpectedHashesCanBeAdded() {
        final HashIndex empty = new HashIndex(4, new long[] {1}, 0);
        assertThrows(IllegalStateException.class, () -> empty.add(1));
        final HashIndex two = new HashIndex(4, new long[] {-1, -1, 1}, 2);
        assertEquals(0, two.add(-1));
        assertThrows(IllegalStateException.class, () -> two.add(0));
        assertEquals(1, two.add(-1));
        assertThrows(IllegalStateException.class, () -> two.add(-1));
        assertEquals(2, two.size());
    }

    @Test
    void testRefusesOtherDistances() {
        assertThrows(IllegalArgumentException.class, () -> new HashIndex(-1, new long[1], 1));
        assertThrows(IllegalArgumentException.class, () -> new HashIndex(11, new long[1], 1));
    }

    /** Clusters of hashes that differ by 0 to 13 bits, single ones, and the two extremes. */
    static long[] hashes(final Random random, final int count) {
        final long[] hashes = new long[count];
        for (int number = 2; number < count; number++) {
            hashes[number] = random.nextLong();
            if (random.nextInt(4) > 0) {
                hashes[number] = hashes[random.nextInt(number)];
                final int flips = random.nextInt(14);
                for (int flip = 0; flip < flips; flip++) {
                    hashes[number] ^= 1L << random.nextInt(64);
                }
            }
        }

        hashes[1] = -1;
        return hashes;
    }
}
