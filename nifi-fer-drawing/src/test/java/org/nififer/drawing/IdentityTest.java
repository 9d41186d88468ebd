package org.nififer.drawing;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IdentityTest {

    @Test
    void testSeedDecides() {
        assertEquals(Identity.of(4), Identity.of(4));
        assertNotEquals(Identity.of(4), Identity.of(5));
    }

    @Test
    void testFeaturesHaveRoomInEveryHead() {
        for (int seed = 0; seed < 2000; seed++) {
            final Identity person = Identity.of(seed);

            assertTrue(person.eyeSize() < person.eyeDistance(), "the eyes touch");
            assertTrue(person.eyeDistance() + person.eyeSize() < person.headWidth(), "an eye leaves the head");
            assertTrue(person.mouthWidth() * 1.25 < person.headWidth() - 0.1, "a smile leaves the head");
            assertTrue(person.browWeight() > 0.008 && person.lipFullness() > 0.02, "a feature is too thin to be seen");
            assertTrue(person.hairline() < 0.16, "the hair covers the brows");
        }
    }
}
