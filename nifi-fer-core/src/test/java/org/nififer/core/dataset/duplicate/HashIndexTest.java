package org.nififer.core.dataset.duplicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.core.image.PerceptualHash;

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
        final HashIndex index = new HashIndex(distance, hashes.length);
        for (final long hash : hashes) {
            final Map<Integer, Integer> found = new TreeMap<>();
            index.forEachNear(hash, (number, bits) -> assertNull(found.put(number, bits), "found twice"));
            final Map<Integer, Integer> expected = new TreeMap<>();
            int nearest = -1;
            for (int number = 0; number < index.size(); number++) {
                final int bits = PerceptualHash.distance(hash, hashes[number]);
                if (bits <= distance) {
                    expected.put(number, bits);
                    nearest = nearest < 0 || bits < expected.get(nearest) ? number : nearest;
                }
            }

            assertEquals(expected, found);
            assertEquals(nearest, index.nearest(hash));
            index.add(hash);
        }
    }

    @Test
    void testSmallIndexes() {
        final HashIndex empty = new HashIndex(4, 0);
        assertEquals(-1, empty.nearest(0));
        assertThrows(IllegalStateException.class, () -> empty.add(0));
        final HashIndex one = new HashIndex(4, 1);
        assertEquals(0, one.add(-1L));
        assertEquals(0, one.nearest(-16L));
        assertEquals(-1, one.nearest(-32L));
        assertEquals(-1L, one.hash(0));
    }

    @Test
    void testRefusesOtherDistances() {
        assertThrows(IllegalArgumentException.class, () -> new HashIndex(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> new HashIndex(11, 1));
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
