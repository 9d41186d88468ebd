package org.nififer.core.augmentation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.core.image.RgbImage;

import java.io.IOException;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RotationTest {

    @ParameterizedTest
    @ValueSource(strings = {"-10.0", "-3.5", "7.25", "10.0"})
    void testEqualsTorchvision(final String degrees) throws IOException {
        final RgbImage expected = ReferenceImage.ofPlanar(ReferenceImage.values().get("rotate_bilinear_fill0").get(degrees));

        final RgbImage actual = new Rotation(Double.parseDouble(degrees)).apply(ReferenceImage.image());

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

        assertEquals(255, new Rotation(90).apply(image).value(2, 0, 0));
    }

    @Test
    void testNoRotationChangesNothing() throws IOException {
        final RgbImage image = ReferenceImage.image();

        assertArrayEquals(image.pixels(), new Rotation(0).apply(image).pixels());
    }

    @Test
    void testInfiniteAngle() {
        assertThrows(IllegalArgumentException.class, () -> new Rotation(Double.NaN));
    }
}
