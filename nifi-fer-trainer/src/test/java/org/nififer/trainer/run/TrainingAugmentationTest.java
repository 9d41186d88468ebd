package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.nififer.core.Expression;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.image.RgbImage;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingAugmentationTest {

    private final RgbImage face = DrawnFaces.face(Expression.CONTEMPT, 1, 24);

    @Test
    void testNoneLeavesTheImage() {
        assertSame(face, TrainingAugmentation.NONE.apply(face, new SplittableRandom(1)));
    }

    @Test
    void testFlipShiftIsSeeded() {
        assertArrayEquals(TrainingAugmentation.FLIP_SHIFT.apply(face, new SplittableRandom(7)).pixels(),
                TrainingAugmentation.FLIP_SHIFT.apply(face, new SplittableRandom(7)).pixels());
    }

    @Test
    void testFlipShiftOnlyMirrorsAndMovesByAFewPixels() {
        final Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            final RgbImage changed = TrainingAugmentation.FLIP_SHIFT.apply(face, new SplittableRandom(seed));
            seen.add(placeOf(changed));
        }

        // Shifts of -2 to 2 pixels in both directions, mirrored or not: 5 x 5 x 2 outcomes, most of which 200 draws meet.
        assertTrue(seen.size() > 40 && seen.size() <= 50, seen.toString());
    }

    /** How the middle of the image was moved, found by trying all ways. */
    private String placeOf(final RgbImage changed) {
        for (int down = -2; down <= 2; down++) {
            for (int right = -2; right <= 2; right++) {
                for (final boolean mirrored : new boolean[]{false, true}) {
                    if (isMoved(changed, right, down, mirrored)) {
                        return "%d %d %s".formatted(right, down, mirrored);
                    }
                }
            }
        }

        throw new AssertionError("Neither a shift of up to two pixels nor its mirror image");
    }

    private boolean isMoved(final RgbImage changed, final int right, final int down, final boolean mirrored) {
        for (int y = 2; y < 22; y++) {
            for (int x = 2; x < 22; x++) {
                final int column = mirrored ? 23 - (x - right) : x - right;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    if (changed.value(x, y, channel) != face.value(column, y - down, channel)) {
                        return false;
                    }
                }
            }
        }

        return true;
    }
}
