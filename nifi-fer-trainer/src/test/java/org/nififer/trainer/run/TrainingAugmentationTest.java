package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.nififer.core.Expression;
import org.nififer.core.augmentation.AugmentationPolicy;
import org.nififer.core.augmentation.RotationBorder;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.image.RgbImage;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingAugmentationTest {

    private static final RotationBorder BORDER = RotationBorder.BLACK;

    private final RgbImage face = DrawnFaces.face(Expression.CONTEMPT, 1, 24);

    @Test
    void testNoneLeavesTheImage() {
        for (int seed = 0; seed < 10; seed++) {
            assertSame(face, TrainingAugmentation.NONE.apply(face, false, BORDER, new SplittableRandom(seed)));
        }
    }

    @Test
    void testFlipRotateIsSeeded() {
        assertArrayEquals(TrainingAugmentation.FLIP_ROTATE.apply(face, false, BORDER, new SplittableRandom(5)).pixels(),
                TrainingAugmentation.FLIP_ROTATE.apply(face, false, BORDER, new SplittableRandom(5)).pixels());
    }

    @Test
    void testFlipRotateDoesWhatBalancingDoesAndMirrorsHalfOfIt() {
        int mirrored = 0;
        for (int seed = 0; seed < 200; seed++) {
            final RgbImage augmented = TrainingAugmentation.FLIP_ROTATE.apply(face, false, BORDER, new SplittableRandom(seed));
            final RgbImage balanced = AugmentationPolicy.DEFAULT.withRotationBorder(BORDER).draw(new SplittableRandom(seed).nextLong()).apply(face);
            if (!Arrays.equals(balanced.pixels(), augmented.pixels())) {
                mirrored++;
                for (int x = 0; x < face.width(); x++) {
                    assertEquals(balanced.value(x, 7, 1), augmented.value(face.width() - 1 - x, 7, 1));
                }
            }
        }

        assertTrue(mirrored > 70 && mirrored < 130, "mirrored " + mirrored);
    }

    @Test
    void testWhatBalancingHasAugmentedIsOnlyMirrored() {
        for (int seed = 0; seed < 20; seed++) {
            final RgbImage augmented = TrainingAugmentation.FLIP_ROTATE.apply(face, true, BORDER, new SplittableRandom(seed));
            final boolean mirrored = augmented != face;
            for (int x = 0; x < face.width(); x++) {
                assertEquals(face.value(x, 3, 0), augmented.value(mirrored ? face.width() - 1 - x : x, 3, 0));
            }
        }
    }

    @Test
    void testLabelsAreReadAsTheyAreWritten() {
        assertEquals("none", TrainingAugmentation.NONE.label());
        assertEquals("flip-rotate", TrainingAugmentation.FLIP_ROTATE.label());
        assertEquals(TrainingAugmentation.FLIP_ROTATE, TrainingAugmentation.ofLabel("autocontrast,flip,rotation"));
        for (final String label : List.of("none", "flip-rotate", "flip", "flip,crop,erasing")) {
            assertEquals(label, TrainingAugmentation.ofLabel(label).label());
        }

        assertTrue(assertThrows(IllegalArgumentException.class, () -> TrainingAugmentation.ofLabel("flip,zoom")).getMessage().contains("'zoom'"));
    }

    @Test
    void testAnImageMayStayAsItIs() {
        final TrainingAugmentation flip = TrainingAugmentation.ofLabel("flip");
        final TrainingAugmentation erasing = TrainingAugmentation.ofLabel("erasing");
        int mirrored = 0;
        int erased = 0;
        for (int seed = 0; seed < 200; seed++) {
            mirrored += flip.apply(face, false, BORDER, new SplittableRandom(seed)) == face ? 0 : 1;
            // What balancing has augmented is erased as well.
            erased += erasing.apply(face, true, BORDER, new SplittableRandom(seed)) == face ? 0 : 1;
        }

        assertTrue(mirrored > 70 && mirrored < 130, "mirrored " + mirrored);
        assertTrue(erased > 70 && erased < 130, "erased " + erased);
    }
}
