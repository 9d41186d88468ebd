package org.nififer.dataset;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReservoirTest {

    @Test
    void testAllWhereThereIsRoom() {
        assertEquals(List.of(0, 1, 2), drawn(5, 3, 1));
        assertEquals(List.of(), drawn(0, 3, 1));
    }

    @Test
    void testEveryThingHasTheSameChance() {
        final int[] counts = new int[20];
        for (int seed = 0; seed < 4000; seed++) {
            final List<Integer> drawn = drawn(5, counts.length, seed);
            assertEquals(5, new HashSet<>(drawn).size());
            drawn.forEach(number -> counts[number]++);
        }

        for (final int count : counts) {
            // 1000 expected, deviation 27.
            assertTrue(count > 860 && count < 1140, String.format(Locale.ROOT, "drawn %d times", count));
        }
    }

    private static List<Integer> drawn(final int capacity, final int offered, final long seed) {
        final Reservoir<Integer> reservoir = new Reservoir<>(capacity, seed);
        for (int number = 0; number < offered; number++) {
            final int thing = number;
            reservoir.offer(() -> thing);
        }

        return reservoir.drawn();
    }
}
