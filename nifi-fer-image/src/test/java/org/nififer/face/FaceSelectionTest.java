package org.nififer.face;

import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FaceSelectionTest {

    private static final Face SMALL = new Face(new BoundingBox(0, 0, 10, 12), 0.9);
    private static final Face LARGE = new Face(new BoundingBox(50, 0, 40, 30), 0.8);
    private static final Face MIDDLE = new Face(new BoundingBox(100, 0, 20, 20), 0.4);
    private static final List<Face> FACES = List.of(SMALL, LARGE, MIDDLE);

    @Test
    void testAllAreTakenByDefault() {
        assertEquals(FACES, FaceSelection.ALL.of(FACES));
    }

    @Test
    void testScoreAndSizeAreInclusiveLimits() {
        assertEquals(List.of(SMALL, LARGE), new FaceSelection(OptionalInt.empty(), OptionalDouble.of(0.8), 0, OptionalInt.empty()).of(FACES));
        assertEquals(FACES, new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), 12, OptionalInt.empty()).of(FACES));
        assertEquals(List.of(LARGE, MIDDLE), new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), 13, OptionalInt.empty()).of(FACES));
    }

    @Test
    void testTheLargestAreTakenAndStayInOrder() {
        assertEquals(List.of(LARGE), new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), 0, OptionalInt.of(1)).of(FACES));
        assertEquals(List.of(LARGE, MIDDLE), new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), 0, OptionalInt.of(2)).of(FACES));
        assertEquals(FACES, new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), 0, OptionalInt.of(4)).of(FACES));
        assertEquals(List.of(SMALL), new FaceSelection(OptionalInt.empty(), OptionalDouble.of(0.9), 0, OptionalInt.of(1)).of(FACES));
    }

    @Test
    void testLimitsAreChecked() {
        for (final double score : new double[] {-0.1, 1.1, Double.NaN}) {
            final Exception error = assertThrows(IllegalArgumentException.class, () -> new FaceSelection(OptionalInt.empty(), OptionalDouble.of(score), 0, OptionalInt.empty()));
            assertTrue(error.getMessage().contains("0 to 1"), error.getMessage());
        }

        assertThrows(IllegalArgumentException.class, () -> new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), -1, OptionalInt.empty()));
        for (final int size : new int[] {63, 8193}) {
            final Exception error = assertThrows(IllegalArgumentException.class, () -> new FaceSelection(OptionalInt.of(size), OptionalDouble.empty(), 0, OptionalInt.empty()));
            assertEquals("A search size of " + size + " pixels; expected 64 to 8192, or auto", error.getMessage());
        }

        assertThrows(IllegalArgumentException.class, () -> new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), 0, OptionalInt.of(0)));
    }
}
