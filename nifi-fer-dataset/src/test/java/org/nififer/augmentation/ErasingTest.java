package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ErasingTest {

    @Test
    void testOnlyTheWindowBecomesBlack() {
        final RgbImage image = RgbImage.black(10, 20);
        Arrays.fill(image.pixels(), (byte) 9);

        final RgbImage erased = new Erasing(new Window(0.2, 0.5, 0.3, 0.25)).apply(image);

        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 10; x++) {
                assertEquals(x >= 2 && x < 5 && y >= 10 && y < 15 ? 0 : 9, erased.value(x, y, 1), String.format(Locale.ROOT, "(%d, %d)", x, y));
            }
        }

        assertEquals(9, image.value(3, 12, 0));
    }

    @Test
    void testDrawnWindowsHaveTheAreasAndProportionsOfTorchvision() {
        final SplittableRandom random = new SplittableRandom(1);
        double smallest = 1;
        double largest = 0;
        int higher = 0;
        for (int draw = 0; draw < 2000; draw++) {
            final Window window = Erasing.draw(random).window();
            final double area = window.width() * window.height();
            final double proportion = window.height() / window.width();
            assertTrue(area > 0.019 && area < 0.331 && proportion > 0.295 && proportion < 3.35, window.toString());
            smallest = Math.min(smallest, area);
            largest = Math.max(largest, area);
            higher += proportion > 1 ? 1 : 0;
        }

        assertTrue(smallest < 0.025 && largest > 0.32, String.format(Locale.ROOT, "%s to %s", smallest, largest));
        assertEquals(1000, higher, 100);
    }
}
