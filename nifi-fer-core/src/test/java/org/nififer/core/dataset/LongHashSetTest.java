package org.nififer.core.dataset;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LongHashSetTest {

    @Test
    void testAgreesWithHashSet() {
        final LongHashSet set = new LongHashSet();
        final Set<Long> expected = new HashSet<>();
        final Random random = new Random(1);
        for (int number = 0; number < 50_000; number++) {
            final long hash = random.nextInt(30_000) * 0x9E3779B97F4A7C15L;
            assertEquals(expected.add(hash), set.add(hash));
        }
    }

    @Test
    void testZeroIsAHashLikeAnyOther() {
        final LongHashSet set = new LongHashSet();
        assertTrue(set.add(0));
        assertFalse(set.add(0));
    }
}
