package org.nififer.core.augmentation;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AugmentationPolicyTest {

    @Test
    void testRotationsFillTheRangeEvenlyAndHalfHaveAutocontrast() {
        final int[] rotations = new int[4];
        int autocontrast = 0;
        for (int seed = 0; seed < 4000; seed++) {
            final ImageOperations operations = AugmentationPolicy.PAPER.draw(seed);
            assertEquals(operations, AugmentationPolicy.PAPER.draw(seed));
            final Rotation rotation = (Rotation) operations.operations().getLast();
            assertTrue(Math.abs(rotation.degrees()) <= 10, operations.text());
            rotations[Math.min(3, (int) ((rotation.degrees() + 10) / 5))]++;
            autocontrast += operations.operations().size() - 1;
        }

        for (final int count : rotations) {
            assertEquals(1000, count, 120);
        }

        assertEquals(2000, autocontrast, 150);
    }

    @Test
    void testImpossibleSettings() {
        assertThrows(IllegalArgumentException.class, () -> new AugmentationPolicy(181, 0));
        assertThrows(IllegalArgumentException.class, () -> new AugmentationPolicy(10, 1.5));
        assertThrows(IllegalArgumentException.class, () -> new AugmentationPolicy(Double.NaN, 0));
    }
}
