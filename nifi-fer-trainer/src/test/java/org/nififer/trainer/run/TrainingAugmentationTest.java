package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.nififer.augmentation.Flip;
import org.nififer.augmentation.RotationBorder;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;

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
    void testFlipMirrorsHalfOfTheImages() {
        int mirrored = 0;
        for (int seed = 0; seed < 200; seed++) {
            final RgbImage augmented = TrainingAugmentation.ofLabel("flip").apply(face, false, BORDER, new SplittableRandom(seed));
            if (augmented != face) {
                mirrored++;
                assertArrayEquals(new Flip().apply(face).pixels(), augmented.pixels());
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
        for (final String label : List.of("none", "flip-rotate", "flip", "flip,crop,erasing",
                "brightness:0.2,contrast:0.2@0.8,greyscale:0.2,flip,rotation:15,shift:0.05,zoom:0.85-1.2,erasing:0.25")) {
            assertEquals(label, TrainingAugmentation.ofLabel(label).label());
        }

        assertTrue(assertThrows(IllegalArgumentException.class, () -> TrainingAugmentation.ofLabel("flip,blur")).getMessage().contains("'blur'"));
        assertEquals("flip and flip:0.2; expected each operation once",
                assertThrows(IllegalArgumentException.class, () -> TrainingAugmentation.ofLabel("flip,flip:0.2")).getMessage());
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
