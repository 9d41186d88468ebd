package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import java.io.IOException;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CropTest {

    @Test
    void testWindowIsEnlargedBetweenTheCentresOfItsPixels() {
        // A row of four pixels, of which the middle two are kept: their centres come to lie at 0.5 and 2.5 of the four new pixels.
        final RgbImage image = new RgbImage(4, 1, new byte[] {0, 0, 0, 40, 100, 7, 80, 50, 7, (byte) 255, (byte) 255, (byte) 255});

        final RgbImage cropped = new Crop(new Window(0.25, 0, 0.5, 1)).apply(image);

        assertArrayEquals(new byte[] {40, 100, 7, 50, 88, 7, 70, 62, 7, 80, 50, 7}, cropped.pixels());
    }

    @Test
    void testWholeWindowChangesNothing() throws IOException {
        assertArrayEquals(ReferenceImage.image().pixels(), new Crop(new Window(0, 0, 1, 1)).apply(ReferenceImage.image()).pixels());
    }

    @Test
    void testTinyWindowsKeepAPixel() {
        final RgbImage image = new RgbImage(2, 1, new byte[] {10, 20, 30, 40, 50, 60});

        assertArrayEquals(new byte[] {40, 50, 60, 40, 50, 60}, new Crop(new Window(0.99, 0.99, 0.01, 0.01)).apply(image).pixels());
    }

    @Test
    void testDrawnWindowsAreLargeAndAnywhere() {
        final SplittableRandom random = new SplittableRandom(1);
        int left = 0;
        for (int draw = 0; draw < 1000; draw++) {
            final Window window = Crop.draw(random, 0.85).window();
            assertEquals(window.width(), window.height());
            assertTrue(window.width() >= 0.85, window.toString());
            left += window.left() < (1 - window.width()) / 2 ? 1 : 0;
        }

        assertEquals(500, left, 60);
        assertNotEquals(Crop.draw(random, 0.85), Crop.draw(random, 0.85));
    }
}
