package org.nififer.dataset;

import org.junit.jupiter.api.Test;
import org.nififer.common.Sha256;

import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class SeedsTest {

    @Test
    void testNoTwoPairsOfSeedAndEpochHaveTheSame() {
        final Set<Long> derived = new HashSet<>();
        for (long seed = -100; seed < 200; seed++) {
            for (int epoch = 1; epoch <= 200; epoch++) {
                derived.add(Seeds.of(seed, epoch));
                derived.add(Seeds.of(seed, "step", epoch));
            }
        }

        assertEquals(2 * 300 * 200, derived.size());
        assertNotEquals(Seeds.of(0, 32), Seeds.of(1, 1));
    }

    @Test
    void testPartsStayApart() {
        assertNotEquals(Seeds.of(1, 23), Seeds.of(12, 3));
        assertNotEquals(Seeds.of(1, "a", 2), Seeds.of(1, "a2"));
        assertNotEquals(Seeds.of(1), Seeds.of(1, ""));
    }

    /** Datasets that were balanced before are balanced the same again. */
    @Test
    void testIsTheHashOfLines() {
        assertEquals(0x6b86b273ff34fce1L, Seeds.of(1));
        assertEquals(Sha256.prefix("1\nfear"), Seeds.of(1, "fear"));
    }
}
