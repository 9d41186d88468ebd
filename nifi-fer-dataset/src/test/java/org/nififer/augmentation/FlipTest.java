package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import java.io.IOException;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

class FlipTest {

    @Test
    void testLeftBecomesRight() {
        final RgbImage image = new RgbImage(3, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19});

        assertArrayEquals(new byte[] {7, 8, 9, 4, 5, 6, 1, 2, 3, 17, 18, 19, 14, 15, 16, 11, 12, 13}, new Flip().apply(image).pixels());
    }

    @Test
    void testTwiceIsTheImageAgain() throws IOException {
        final RgbImage image = ReferenceImage.image();

        assertArrayEquals(image.pixels(), new Flip().apply(new Flip().apply(image)).pixels());
    }
}
