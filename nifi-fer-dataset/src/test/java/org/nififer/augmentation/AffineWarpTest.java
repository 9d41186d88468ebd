package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AffineWarpTest {

    private final RgbImage face = DrawnFaces.face(Expression.SURPRISE, 2, 32);

    /** A row of pixels of these grey values. */
    private static RgbImage row(final int... values) {
        final byte[] pixels = new byte[3 * values.length];
        for (int position = 0; position < pixels.length; position++) {
            pixels[position] = (byte) values[position / 3];
        }

        return new RgbImage(values.length, 1, pixels);
    }

    private static void assertClose(final RgbImage expected, final RgbImage actual) {
        for (int position = 0; position < expected.pixels().length; position++) {
            assertEquals(Byte.toUnsignedInt(expected.pixels()[position]), Byte.toUnsignedInt(actual.pixels()[position]), 1);
        }
    }

    @Test
    void testMapsThatLandOnPixelsCopyThem() {
        for (final RotationBorder border : RotationBorder.values()) {
            assertArrayEquals(face.pixels(), AffineWarp.IDENTITY.apply(face, border).pixels());
            assertArrayEquals(new Flip().apply(face).pixels(), AffineWarp.flip().apply(face, border).pixels());
            assertArrayEquals(face.pixels(), AffineWarp.flip().after(AffineWarp.flip()).apply(face, border).pixels());
        }
    }

    /** Rotation follows torchvision, to whose values it is held. */
    @Test
    void testARotationIsThatOfBalancing() {
        for (final RotationBorder border : RotationBorder.values()) {
            for (final double degrees : new double[]{-30, 7.5, 90, 135}) {
                assertClose(new Rotation(degrees, border).apply(face), AffineWarp.rotation(degrees).apply(face, border));
            }
        }
    }

    @Test
    void testAShiftBringsInTheBorderOrBlack() {
        final RgbImage image = row(10, 20, 30, 40);
        assertArrayEquals(row(10, 10, 20, 30).pixels(), AffineWarp.shift(0.25, 0).apply(image, RotationBorder.REPLICATE).pixels());
        assertArrayEquals(row(30, 40, 40, 40).pixels(), AffineWarp.shift(-0.5, 0).apply(image, RotationBorder.REPLICATE).pixels());
        assertArrayEquals(row(0, 10, 20, 30).pixels(), AffineWarp.shift(0.25, 0).apply(image, RotationBorder.BLACK).pixels());
        assertArrayEquals(row(10, 15, 25, 35).pixels(), AffineWarp.shift(0.125, 0).apply(image, RotationBorder.REPLICATE).pixels());
        // The first pixel is half outside: half of its value, darkened by the half once more.
        assertArrayEquals(row(3, 15, 25, 35).pixels(), AffineWarp.shift(0.125, 0).apply(image, RotationBorder.BLACK).pixels());
    }

    @Test
    void testAZoomKeepsTheCentre() {
        final RgbImage image = row(0, 40, 80, 120);
        // The columns 0 to 3 come from 0.75, 1.25, 1.75 and 2.25 where twice as large, from -1.5, 0.5, 2.5 and 4.5 where half as large.
        assertArrayEquals(row(30, 50, 70, 90).pixels(), AffineWarp.zoom(2).apply(image, RotationBorder.REPLICATE).pixels());
        assertArrayEquals(row(0, 20, 100, 120).pixels(), AffineWarp.zoom(0.5).apply(image, RotationBorder.REPLICATE).pixels());
    }

    @Test
    void testAWindowIsShownAsLargeAsTheImage() {
        final Window window = new Window(0.25, 0.125, 0.5, 0.5);
        final RgbImage expected = new Crop(window).apply(face);
        final RgbImage actual = AffineWarp.window(window).apply(face, RotationBorder.REPLICATE);
        // A crop repeats the border of the window, a warp sees what is beyond.
        for (int y = 2; y < 30; y++) {
            for (int x = 2; x < 30; x++) {
                assertEquals(expected.value(x, y, 1), actual.value(x, y, 1), 1);
            }
        }
    }

    /** Smooth images: what is interpolated twice is about the same as what is interpolated once. */
    @Test
    void testMovementsFollowOneAnother() {
        final RgbImage smooth = RgbImage.black(32, 32);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    smooth.pixels()[(y * 32 + x) * 3 + channel] = (byte) (3 * x + 4 * y);
                }
            }
        }

        final AffineWarp first = AffineWarp.rotation(20).after(AffineWarp.shift(0.05, -0.1));
        final AffineWarp second = AffineWarp.zoom(1.2).after(AffineWarp.flip());
        final RgbImage once = second.after(first).apply(smooth, RotationBorder.REPLICATE);
        final RgbImage twice = second.apply(first.apply(smooth, RotationBorder.REPLICATE), RotationBorder.REPLICATE);
        int largest = 0;
        for (int y = 6; y < 26; y++) {
            for (int x = 6; x < 26; x++) {
                largest = Math.max(largest, Math.abs(once.value(x, y, 0) - twice.value(x, y, 0)));
            }
        }

        assertTrue(largest <= 2, "largest " + largest);
    }
}
