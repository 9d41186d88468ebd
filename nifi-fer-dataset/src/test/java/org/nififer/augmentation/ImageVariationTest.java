package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageVariationTest {

    private final RgbImage face = DrawnFaces.face(Expression.CONTEMPT, 1, 24);

    private static List<AugmentationStep> steps(final String... texts) {
        return Stream.of(texts).map(AugmentationStep::parse).toList();
    }

    private static RgbImage image(final int... values) {
        final byte[] pixels = new byte[values.length];
        for (int position = 0; position < pixels.length; position++) {
            pixels[position] = (byte) values[position];
        }

        return new RgbImage(values.length / 3, 1, pixels);
    }

    @Test
    void testWhatChanceHasNotChosenLeavesTheImage() {
        assertSame(face, ImageVariation.draw(List.of(), 1).apply(face, RotationBorder.REPLICATE));
        int varied = 0;
        for (int seed = 0; seed < 400; seed++) {
            varied += ImageVariation.draw(steps("rotation:20@0.25"), seed).apply(face, RotationBorder.REPLICATE) == face ? 0 : 1;
        }

        assertTrue(varied > 70 && varied < 130, "varied " + varied);
    }

    @Test
    void testTheSeedDecidesForEachKindAlone() {
        final List<AugmentationStep> all = steps("brightness:0.2", "contrast:0.2", "flip", "rotation:15", "shift:0.1", "zoom:0.85-1.1", "erasing:0.25", "greyscale:0.1");
        int different = 0;
        for (int seed = 0; seed < 20; seed++) {
            final RgbImage varied = ImageVariation.draw(all, seed).apply(face, RotationBorder.REPLICATE);
            assertArrayEquals(varied.pixels(), ImageVariation.draw(all, seed).apply(face, RotationBorder.REPLICATE).pixels());
            different += Arrays.equals(varied.pixels(), ImageVariation.draw(all, seed + 1).apply(face, RotationBorder.REPLICATE).pixels()) ? 0 : 1;
            final boolean mirrored = ImageVariation.draw(steps("flip"), seed).apply(face, RotationBorder.REPLICATE) != face;
            final boolean greyed = ImageVariation.draw(steps("greyscale:1"), seed).apply(face, RotationBorder.REPLICATE) != face;
            assertTrue(greyed);
            final RgbImage both = ImageVariation.draw(steps("greyscale:1", "flip"), seed).apply(face, RotationBorder.REPLICATE);
            final RgbImage grey = ImageVariation.grey(face);
            assertArrayEquals(mirrored ? new Flip().apply(grey).pixels() : grey.pixels(), both.pixels());
        }

        assertTrue(different > 15, "different " + different);
    }

    /** The mean grey of the pixels is 100: differences from it are halved or doubled, and cut off at 0 and 255. */
    @Test
    void testContrastIsAboutTheMeanGrey() {
        final RgbImage image = image(0, 0, 0, 100, 100, 100, 200, 200, 200);
        assertArrayEquals(image(50, 50, 50, 100, 100, 100, 150, 150, 150).pixels(), ImageVariation.contrasted(image, 0.5).pixels());
        assertArrayEquals(image(0, 0, 0, 100, 100, 100, 255, 255, 255).pixels(), ImageVariation.contrasted(image, 2).pixels());
        assertArrayEquals(image.pixels(), ImageVariation.contrasted(image, 1).pixels());
    }

    @Test
    void testGreyIsTheLuminance() {
        assertArrayEquals(image(76, 76, 76, 150, 150, 150, 29, 29, 29, 255, 255, 255, 7, 7, 7).pixels(),
                ImageVariation.grey(image(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 7, 7, 7)).pixels());
    }

    @Test
    void testErasingFillsAWindowWithTheMeanOfEachChannel() {
        final RgbImage image = image(10, 0, 3, 20, 0, 3, 30, 0, 3, 60, 8, 3);
        assertArrayEquals(image(10, 0, 3, 30, 2, 3, 30, 2, 3, 60, 8, 3).pixels(), ImageVariation.filled(image, new Window.Area(1, 0, 2, 1)).pixels());
        final RgbImage erased = ImageVariation.draw(steps("erasing:1"), 3).apply(face, RotationBorder.BLACK);
        assertFalse(Arrays.equals(face.pixels(), erased.pixels()));
        assertArrayEquals(erased.pixels(), ImageVariation.filled(face, Erasing.draw(randomOfErasing(3)).window().in(face)).pixels());
    }

    /** The random numbers of erasing, after its chance was asked. */
    private static SplittableRandom randomOfErasing(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom own = random.split();
        for (int kind = 1; kind <= AugmentationStep.Kind.ERASING.ordinal(); kind++) {
            own = random.split();
        }

        own.nextDouble();
        return own;
    }

    @Test
    void testBrightnessIsWithinItsLimit() {
        final RgbImage grey = image(100, 100, 100);
        for (int seed = 0; seed < 100; seed++) {
            final int value = ImageVariation.draw(steps("brightness:0.2@1"), seed).apply(grey, RotationBorder.REPLICATE).value(0, 0, 0);
            assertTrue(value >= 79 && value <= 120, "value " + value);
        }

        assertEquals(100, ImageVariation.draw(steps("contrast:0.5@1"), 1).apply(grey, RotationBorder.REPLICATE).value(0, 0, 0));
    }
}
