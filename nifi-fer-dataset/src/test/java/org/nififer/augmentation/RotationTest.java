package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.RgbImage;

import java.io.IOException;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RotationTest {

    @ParameterizedTest
    @ValueSource(strings = {"-10.0", "-3.5", "7.25", "10.0"})
    void testEqualsTorchvision(final String degrees) throws IOException {
        final RgbImage expected = ReferenceImage.ofPlanar(ReferenceImage.values().get("rotate_bilinear_fill0").get(degrees));

        final RgbImage actual = new Rotation(Double.parseDouble(degrees), RotationBorder.BLACK).apply(ReferenceImage.image());

        int farther = 0;
        for (int position = 0; position < expected.pixels().length; position++) {
            if (Math.abs(Byte.toUnsignedInt(expected.pixels()[position]) - Byte.toUnsignedInt(actual.pixels()[position])) > 1) {
                farther++;
            }
        }

        assertTrue(farther <= expected.pixels().length / 100, farther + " values differ by more than 1");
    }

    @Test
    void testQuarterTurnIsCounterClockwise() {
        // A white pixel in the middle of the right edge moves to the middle of the top.
        final RgbImage image = RgbImage.black(5, 5);
        image.pixels()[(2 * 5 + 4) * RgbImage.CHANNELS] = (byte) 255;

        assertEquals(255, new Rotation(90, RotationBorder.BLACK).apply(image).value(2, 0, 0));
    }

    @Test
    void testNoRotationChangesNothing() throws IOException {
        final RgbImage image = ReferenceImage.image();

        for (final RotationBorder border : RotationBorder.values()) {
            assertArrayEquals(image.pixels(), new Rotation(0, border).apply(image).pixels());
        }
    }

    @Test
    void testReplicatedBorderGoesOnOutwards() {
        // Left half 40, right half 200: with black corners there would be other values.
        final RgbImage image = RgbImage.black(16, 16);
        for (int position = 0; position < image.pixels().length; position++) {
            image.pixels()[position] = (byte) (position / RgbImage.CHANNELS % 16 < 8 ? 40 : 200);
        }

        final RgbImage rotated = new Rotation(10, RotationBorder.REPLICATE).apply(image);

        assertEquals(40, rotated.value(0, 0, 0));
        assertEquals(40, rotated.value(0, 15, 1));
        assertEquals(200, rotated.value(15, 0, 2));
        assertEquals(200, rotated.value(15, 15, 0));
    }

    @Test
    void testBordersGiveTheSameInside() throws IOException {
        final RgbImage black = new Rotation(7.25, RotationBorder.BLACK).apply(ReferenceImage.image());
        final RgbImage replicated = new Rotation(7.25, RotationBorder.REPLICATE).apply(ReferenceImage.image());

        int different = 0;
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 48; x++) {
                if (black.value(x, y, 0) != replicated.value(x, y, 0)) {
                    different++;
                    // A turn by 7.25 degrees brings in at most 24 * sin(7.25 degrees) pixels from outside.
                    assertTrue(Math.min(Math.min(x, 47 - x), Math.min(y, 47 - y)) <= 4, String.format(Locale.ROOT, "(%d, %d)", x, y));
                }
            }
        }

        assertTrue(different > 100, different + " pixels");
    }

    @Test
    void testInfiniteAngle() {
        assertThrows(IllegalArgumentException.class, () -> new Rotation(Double.NaN, RotationBorder.BLACK));
    }
}
