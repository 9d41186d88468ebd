package org.nififer.dataset;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HashNumbersTest {

    @Test
    void testAgreesWithHashMap() {
        final HashNumbers numbers = new HashNumbers();
        final Map<Long, Integer> expected = new HashMap<>();
        final Random random = new Random(1);
        for (int round = 0; round < 50_000; round++) {
            final long hash = random.nextInt(30_000) * 0x9E3779B97F4A7C15L;
            expected.putIfAbsent(hash, expected.size());
            assertEquals(expected.get(hash), numbers.number(hash));
        }

        assertEquals(expected.size(), numbers.size());
    }

    @Test
    void testZeroIsAHashLikeAnyOther() {
        final HashNumbers numbers = new HashNumbers();
        assertTrue(numbers.add(0));
        assertFalse(numbers.add(0));
        assertTrue(numbers.add(1));
    }
}
