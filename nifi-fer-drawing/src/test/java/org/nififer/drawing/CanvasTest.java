package org.nififer.drawing;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CanvasTest {

    private final Canvas canvas = new Canvas(100, 80);

    @Test
    void testFaceUnitsBecomePixels() {
        canvas.place(new Placement(60, 40, 20, 0, 0), 1);
        canvas.fill(new Ellipse(0.5, 0.5, 0.5, 0.5), Colour.grey(200), 1, 0);
        final RgbImage image = finish();

        assertEquals(200, image.value(60, 40, 0));
        assertEquals(200, image.value(52, 40, 1));
        assertEquals(0, image.value(48, 40, 1));
        assertEquals(0, image.value(51, 31, 2));
        double sum = 0;
        for (int index = 0; index < 8000; index++) {
            sum += image.value(index % 100, index / 100, 0) / 200.0;
        }

        // The smooth edge keeps the area of the circle.
        assertEquals(Math.PI * 100, sum, 4);
    }

    @Test
    void testRotationIsClockwise() {
        canvas.place(new Placement(50, 40, 40, Math.PI / 2, 0), 1);
        canvas.fill(new Ellipse(0.9, 0.5, 0.1, 0.1), Colour.grey(100), 1, 0);
        final RgbImage image = finish();

        assertEquals(100, image.value(50, 56, 0));
        assertEquals(0, image.value(66, 40, 0));
    }

    @Test
    void testTurnMovesTheMiddleOfTheFaceOnly() {
        canvas.place(new Placement(50, 40, 60, 0, 0.05), 1);
        canvas.fill(new Ellipse(0.5, 0.5, 0.04, 0.04), Colour.grey(100), 1, 0);
        canvas.fill(new Ellipse(1.2, 0.5, 0.04, 0.04), Colour.grey(100), 1, 0);
        final RgbImage image = finish();

        assertEquals(100, image.value(53, 40, 0));
        assertEquals(0, image.value(49, 40, 0));
        assertEquals(100, image.value(92, 40, 0));
    }

    @Test
    void testShadeIsStrongestInTheCentre() {
        canvas.place(new Placement(50, 40, 60, 0, 0), 1);
        canvas.fill(new Ellipse(0.5, 0.5, 2, 2), Colour.grey(100), 1, 0);
        canvas.shade(new Ellipse(0.5, 0.5, 0.3, 0.3), new Colour(0.5, 1, 1.5));
        final RgbImage image = finish();

        assertEquals(50, image.value(50, 40, 0), 1);
        assertEquals(100, image.value(50, 40, 1));
        assertEquals(150, image.value(50, 40, 2), 1);
        assertEquals(100, image.value(75, 40, 0));
        assertTrue(image.value(57, 40, 0) > 50 && image.value(57, 40, 0) < 100);
    }

    @Test
    void testLightAndNoise() {
        canvas.place(new Placement(50, 40, 100, 0, 0), 1);
        canvas.fill(new Ellipse(0.5, 0.5, 9, 9), Colour.grey(100), 1, 0);
        final RgbImage lit = canvas.finish(1, 0.5, 0, 0, new Dice(1));
        final RgbImage noisy = canvas.finish(1, 0, 0, 20, new Dice(1));

        assertEquals(50, lit.value(0, 40, 0), 1);
        assertEquals(149, lit.value(99, 40, 0), 1);
        int deviating = 0;
        for (int index = 0; index < 8000; index++) {
            final int value = noisy.value(index % 100, index / 100, 0);
            assertTrue(value >= 80 && value <= 120);
            deviating += value == 100 ? 0 : 1;
        }

        assertTrue(deviating > 7000);
    }

    @Test
    void testBrightnessStaysInRange() {
        canvas.set(3, 4, new Colour(400, -20, 128));
        canvas.set(4, 4, new Colour(300, 260, 210));
        final RgbImage image = finish();

        assertEquals(0, image.value(3, 4, 1));
        assertEquals(128, image.value(3, 4, 2));
        assertTrue(image.value(3, 4, 0) > image.value(4, 4, 0));
        assertTrue(image.value(4, 4, 0) > image.value(4, 4, 1));
        assertTrue(image.value(4, 4, 1) > image.value(4, 4, 2));
        assertTrue(image.value(4, 4, 2) > 200 && image.value(3, 4, 0) < 255);
    }

    private RgbImage finish() {
        return canvas.finish(1, 0, 0, 0, new Dice(0));
    }
}
