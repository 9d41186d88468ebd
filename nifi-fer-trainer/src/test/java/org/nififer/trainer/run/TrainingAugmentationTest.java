package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.nififer.core.Expression;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.image.RgbImage;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingAugmentationTest {

    private final RgbImage face = DrawnFaces.face(Expression.CONTEMPT, 1, 24);

    @Test
    void testNoneLeavesTheImage() {
        for (int seed = 0; seed < 10; seed++) {
            assertSame(face, TrainingAugmentation.NONE.apply(face, new SplittableRandom(seed)));
        }
    }

    @Test
    void testFlipMirrorsHalfOfTheTime() {
        int mirrored = 0;
        for (int seed = 0; seed < 200; seed++) {
            final RgbImage image = TrainingAugmentation.FLIP.apply(face, new SplittableRandom(seed));
            if (image != face) {
                mirrored++;
                for (int x = 0; x < face.width(); x++) {
                    assertEquals(face.value(x, 7, 1), image.value(face.width() - 1 - x, 7, 1));
                }
            }
        }

        assertTrue(mirrored > 70 && mirrored < 130, "mirrored " + mirrored);
    }
}
