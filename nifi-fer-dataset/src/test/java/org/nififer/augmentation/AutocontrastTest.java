package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import java.io.IOException;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class AutocontrastTest {

    @Test
    void testEqualsTorchvision() throws IOException {
        final RgbImage expected = ReferenceImage.ofPlanar(ReferenceImage.values().get("autocontrast"));

        assertArrayEquals(expected.pixels(), new Autocontrast().apply(ReferenceImage.image()).pixels());
    }

    @Test
    void testChannelsAreStretchedOnTheirOwnAndFlatOnesStay() {
        final RgbImage image = new RgbImage(2, 1, new byte[] {10, 77, 0, 20, 77, (byte) 255});

        final RgbImage result = new Autocontrast().apply(image);

        assertArrayEquals(new byte[] {0, 77, 0, (byte) 255, 77, (byte) 255}, result.pixels());
        assertEquals(10, image.value(0, 0, 0));
    }
}
