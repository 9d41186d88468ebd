package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import java.util.Locale;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BrightnessTest {

    private final RgbImage image = new RgbImage(2, 1, new byte[] {0, 1, 10, 100, (byte) 200, (byte) 255});

    @Test
    void testValuesAreMultipliedAndCutAsTorchvisionDoes() {
        assertArrayEquals(new byte[] {0, 1, 13, (byte) 130, (byte) 255, (byte) 255}, new Brightness(1.3).apply(image).pixels());
        assertArrayEquals(new byte[] {0, 0, 7, 70, (byte) 140, (byte) 178}, new Brightness(0.7).apply(image).pixels());
        assertArrayEquals(image.pixels(), new Brightness(1).apply(image).pixels());
        assertArrayEquals(new byte[6], new Brightness(0).apply(image).pixels());
    }

    @Test
    void testDrawnFactorsFillTheRange() {
        final SplittableRandom random = new SplittableRandom(1);
        double least = 1;
        double most = 1;
        for (int draw = 0; draw < 2000; draw++) {
            final double factor = Brightness.draw(random, 0.3).factor();
            least = Math.min(least, factor);
            most = Math.max(most, factor);
        }

        assertTrue(least >= 0.7 && least < 0.71 && most <= 1.3 && most > 1.29, String.format(Locale.ROOT, "%s to %s", least, most));
    }
}
