package org.nififer.augmentation;

import org.junit.jupiter.api.Test;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AugmentationPolicyTest {

    private static final AugmentationPolicy ALL = new AugmentationPolicy(EnumSet.allOf(OperationKind.class), 20, RotationBorder.BLACK);

    @Test
    void testRotationsFillTheRangeEvenlyAndHalfHaveAutocontrast() {
        final int[] rotations = new int[4];
        int autocontrast = 0;
        for (int seed = 0; seed < 4000; seed++) {
            final ImageOperations operations = AugmentationPolicy.DEFAULT.draw(seed);
            assertEquals(operations, AugmentationPolicy.DEFAULT.draw(seed));
            final Rotation rotation = (Rotation) operations.operations().getLast();
            assertTrue(Math.abs(rotation.degrees()) <= 10, operations.text());
            assertEquals(AugmentationPolicy.DEFAULT_ROTATION_BORDER, rotation.border());
            rotations[Math.min(3, (int) ((rotation.degrees() + 10) / 5))]++;
            autocontrast += operations.operations().size() - 1;
        }

        for (final int count : rotations) {
            assertEquals(1000, count, 120);
        }

        assertEquals(2000, autocontrast, 150);
    }

    @Test
    void testEveryKindIsAppliedAsOftenAsItSaysInItsOrder() {
        final Map<OperationKind, Integer> counts = new EnumMap<>(OperationKind.class);
        for (int seed = 0; seed < 2000; seed++) {
            OperationKind before = null;
            for (final ImageOperation operation : ALL.draw(seed).operations()) {
                final OperationKind kind = kind(operation);
                assertTrue(before == null || before.compareTo(kind) < 0, ALL.draw(seed).text());
                counts.merge(kind, 1, Integer::sum);
                before = kind;
            }
        }

        for (final OperationKind kind : OperationKind.values()) {
            assertEquals(2000 * kind.chance(), counts.get(kind), 120, kind.label());
        }
    }

    @Test
    void testWhatASeedGivesForOneKindDoesNotDependOnTheOthers() {
        for (int seed = 0; seed < 200; seed++) {
            final Rotation alone = (Rotation) new AugmentationPolicy(Set.of(OperationKind.ROTATION), 20, RotationBorder.BLACK).draw(seed).operations().getFirst();
            assertTrue(ALL.draw(seed).operations().contains(alone), alone.text());
        }
    }

    @Test
    void testOneOperationIsAppliedWhereChanceChoosesNone() {
        final AugmentationPolicy policy = new AugmentationPolicy(Set.of(OperationKind.FLIP, OperationKind.BRIGHTNESS), 10, RotationBorder.BLACK);
        int flips = 0;
        int alone = 0;
        for (int seed = 0; seed < 1000; seed++) {
            final ImageOperations operations = policy.draw(seed);
            assertFalse(operations.operations().isEmpty());
            flips += operations.operations().contains(new Flip()) ? 1 : 0;
            alone += operations.operations().size() == 1 ? 1 : 0;
        }

        // A half by chance, and half of the quarter for which chance chose none.
        assertEquals(625, flips, 60);
        assertEquals(750, alone, 60);
    }

    @Test
    void testOperationsAreReadFromTheirLabels() {
        assertEquals(EnumSet.of(OperationKind.ROTATION, OperationKind.FLIP), AugmentationPolicy.parseOperations("rotation, flip"));
        for (final String text : new String[] {"", "rotation,", "Rotation", "rotation,mirror"}) {
            final IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, () -> AugmentationPolicy.parseOperations(text));
            assertTrue(exception.getMessage().contains("expected some of [autocontrast, brightness, flip, rotation, crop, erasing]"), exception.getMessage());
        }
    }

    @Test
    void testImpossibleSettings() {
        for (final double limit : new double[] {0, -1, 181, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new AugmentationPolicy(Set.of(OperationKind.ROTATION), limit, RotationBorder.BLACK));
        }

        assertThrows(IllegalArgumentException.class, () -> new AugmentationPolicy(Set.of(), 10, RotationBorder.BLACK));
    }

    private static OperationKind kind(final ImageOperation operation) {
        return OperationKind.ofLabel(operation.text().substring(0, operation.text().indexOf('(')));
    }
}
