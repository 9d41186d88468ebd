package org.nififer.image;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

class ImageResizerTest {

    @Test
    void testShrinkingAveragesEveryPixel() {
        final byte[] pixels = new byte[8 * 8 * RgbImage.CHANNELS];
        // One white pixel in each block of four by four.
        for (final int index : new int[] {0, 4, 4 * 8, 4 * 8 + 4}) {
            pixels[index * RgbImage.CHANNELS] = (byte) 0xFF;
        }

        final RgbImage small = ImageResizer.resize(new RgbImage(8, 8, pixels), 2, 2);

        for (int index = 0; index < 4; index++) {
            assertEquals(16, small.value(index % 2, index / 2, 0));
        }
    }

    @Test
    void testGrowingIsSmooth() {
        final RgbImage large = ImageResizer.resize(EncodedImages.redAndBlue(2, 1), 20, 10);

        assertEquals(20, large.width());
        assertEquals(10, large.height());
        assertEquals(255, large.value(0, 5, 0));
        assertEquals(255, large.value(19, 5, 2));
        for (int x = 1; x < 20; x++) {
            assertEquals(0, Math.max(0, large.value(x, 5, 0) - large.value(x - 1, 5, 0)));
        }
    }

    @Test
    void testSameSizeIsTheSameImage() {
        final RgbImage image = EncodedImages.redAndBlue(4, 4);

        assertSame(image, ImageResizer.resize(image, 4, 4));
    }
}
