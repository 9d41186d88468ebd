package org.nififer.dataset;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DisjointSetsTest {

    @Test
    void testTheLowestOfASetStandsForIt() {
        final DisjointSets sets = new DisjointSets();
        IntStream.range(0, 7).forEach(thing -> assertEquals(thing, sets.add()));
        sets.unite(6, 4);
        sets.unite(5, 2);
        sets.unite(2, 6);
        sets.unite(0, 0);

        assertEquals(List.of(0, 1, 2, 3, 2, 2, 2), IntStream.range(0, sets.size()).map(sets::lowest).boxed().toList());
    }

    @Test
    void testAMillionInOneChain() {
        final DisjointSets sets = new DisjointSets();
        sets.add();
        for (int thing = 1; thing < 1_000_000; thing++) {
            sets.unite(sets.add(), thing - 1);
        }

        assertEquals(0, sets.lowest(999_999));
        assertEquals(1_000_000, sets.size());
    }
}
