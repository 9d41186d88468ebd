package org.nififer.face;

import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageResizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FaceCropperTest {

    @Test
    void testWholeImageOfTheSameSizeIsUnchanged() {
        final RgbImage image = DrawnFaces.face(Expression.FEAR, 4, 48);

        final RgbImage crop = new FaceCropper(48).crop(image, new WholeImageFaceDetector().detect(image).getFirst());

        assertArrayEquals(image.pixels(), crop.pixels());
    }

    @Test
    void testBoxInsideThePhotoIsCopied() {
        final RgbImage photo = gradient(100, 80);

        final RgbImage crop = new FaceCropper(20).crop(photo, new Face(new BoundingBox(30, 40, 20, 20), 1));

        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 20; x++) {
                assertEquals(photo.value(x + 30, y + 40, 0), crop.value(x, y, 0));
                assertEquals(photo.value(x + 30, y + 40, 1), crop.value(x, y, 1));
            }
        }
    }

    @Test
    void testTallBoxGivesASquareAroundItsCentre() {
        final RgbImage photo = gradient(100, 80);

        final RgbImage crop = new FaceCropper(40).crop(photo, new Face(new BoundingBox(40, 20, 20, 40), 1));

        assertEquals(photo.value(30, 20, 0), crop.value(0, 0, 0));
        assertEquals(photo.value(69, 59, 1), crop.value(39, 39, 1));
    }

    @Test
    void testMarginShowsMore() {
        final RgbImage photo = gradient(100, 100);

        final RgbImage crop = new FaceCropper(60, 0.25, true).crop(photo, new Face(new BoundingBox(30, 30, 40, 40), 1));

        assertEquals(photo.value(20, 20, 0), crop.value(0, 0, 0));
        assertEquals(photo.value(79, 79, 0), crop.value(59, 59, 0));
    }

    @Test
    void testOutsideRepeatsTheBorder() {
        final RgbImage photo = gradient(100, 100);

        final RgbImage crop = new FaceCropper(40).crop(photo, new Face(new BoundingBox(-20, 80, 40, 40), 1));

        assertEquals(photo.value(0, 85, 1), crop.value(5, 5, 1));
        assertEquals(photo.value(10, 99, 0), crop.value(30, 35, 0));
        assertEquals(photo.value(0, 99, 1), crop.value(0, 39, 1));
    }

    @Test
    void testBoxBeyondThePhotoIsNoError() {
        final RgbImage crop = new FaceCropper(16).crop(gradient(50, 50), new Face(new BoundingBox(200, 300, 30, 30), 1));

        assertEquals(gradient(50, 50).value(49, 49, 0), crop.value(8, 8, 0));
    }

    @Test
    void testShrinkingAveragesPixels() {
        final RgbImage photo = chessboard(400);

        final RgbImage crop = new FaceCropper(20).crop(photo, new Face(new BoundingBox(0, 0, 400, 400), 1));

        for (int x = 0; x < 20; x++) {
            assertEquals(127, crop.value(x, 7, 0), 3);
        }
    }

    @Test
    void testLandmarksAreBroughtOntoTheTemplate() {
        // Dots at the landmarks of a head that is turned by 25 degrees, 1.7 times a crop of 100.
        final double angle = Math.toRadians(25);
        final SimilarityTransform pose = new SimilarityTransform(170 * Math.cos(angle), 170 * Math.sin(angle), 120, 40);
        final List<Point> points = FaceCropper.TEMPLATE.points().stream().map(pose::apply).toList();
        final byte[] pixels = new byte[400 * 300 * RgbImage.CHANNELS];
        for (final Point point : points) {
            for (int dot = 0; dot < 49; dot++) {
                final int x = (int) Math.floor(point.x()) + dot % 7 - 3;
                final int y = (int) Math.floor(point.y()) + dot / 7 - 3;
                pixels[(y * 400 + x) * RgbImage.CHANNELS] = (byte) 0xFF;
            }
        }

        final Face face = new Face(new BoundingBox(80, 60, 150, 150), 1, Optional.of(Landmarks.of(points)));
        final RgbImage crop = new FaceCropper(100).crop(new RgbImage(400, 300, pixels), face);

        for (final Point point : FaceCropper.TEMPLATE.points()) {
            assertEquals(255, crop.value((int) Math.floor(point.x() * 100), (int) Math.floor(point.y() * 100), 0), 5);
        }

        assertEquals(0, crop.value(50, 20, 0));

        final RgbImage unaligned = new FaceCropper(100, 0, false).crop(new RgbImage(400, 300, pixels), face);
        assertArrayEquals(new FaceCropper(100).crop(new RgbImage(400, 300, pixels), new Face(face.box(), 1)).pixels(), unaligned.pixels());
        assertFalse(Arrays.equals(crop.pixels(), unaligned.pixels()));
    }

    @Test
    void testUselessLandmarksGiveWayToTheBox() {
        final RgbImage photo = gradient(100, 80);
        final BoundingBox box = new BoundingBox(30, 40, 20, 20);
        final List<Point> disordered = new ArrayList<>();
        for (final Point point : FaceCropper.TEMPLATE.points()) {
            // Mirrored at both diagonals there is no rotation that fits.
            disordered.add(new Point(40 + 20 * (point.y() - 0.58), 50 + 20 * (point.x() - 0.5)));
        }

        final Landmarks same = Landmarks.of(List.of(new Point(5, 5), new Point(5, 5), new Point(5, 5), new Point(5, 5), new Point(5, 5)));
        final RgbImage expected = new FaceCropper(20).crop(photo, new Face(box, 1));

        assertArrayEquals(expected.pixels(), new FaceCropper(20).crop(photo, new Face(box, 1, Optional.of(same))).pixels());
        assertArrayEquals(expected.pixels(), new FaceCropper(20).crop(photo, new Face(box, 1, Optional.of(Landmarks.of(disordered)))).pixels());
    }

    @Test
    void testCropsOfAllSizesShowTheSamePixels() {
        final RgbImage photo = DrawnFaces.face(Expression.SURPRISE, 3, 1000);
        final double angle = Math.toRadians(12);
        for (final double side : new double[]{30, 61, 150, 300, 900}) {
            final SimilarityTransform pose = new SimilarityTransform(side * Math.cos(angle), side * Math.sin(angle), 20, 5);
            final Landmarks landmarks = Landmarks.of(FaceCropper.TEMPLATE.points().stream().map(pose::apply).toList());
            for (final Face face : List.of(new Face(new BoundingBox(3.3, 7.7, side, side), 1), new Face(new BoundingBox(3.3, 7.7, side, side), 1, Optional.of(landmarks)))) {
                final RgbImage dataset = new FaceCropper(FaceCropper.SAMPLED_SIDE).crop(photo, face);
                for (final int network : new int[]{32, 48, 60, 64, 112, 224}) {
                    // What training, evaluation and ClassifyExpressions make of a crop from a dataset, and what recognition makes of the photo.
                    assertArrayEquals(ImageResizer.resize(dataset, network, network).pixels(), new FaceCropper(network).crop(photo, face).pixels());
                }

                // Crops of other sizes are averages of the same samples, or samples of the same face, so that only edges differ, and by little.
                for (final int stored : new int[]{96, 112, 160, 256, 448}) {
                    final RgbImage other = ImageResizer.resize(new FaceCropper(stored).crop(photo, face), 48, 48);
                    final double difference = meanDifference(new FaceCropper(48).crop(photo, face), other);
                    assertTrue(difference < 1, String.format(Locale.ROOT, "A face of %s pixels, stored with %d, differs by %s", side, stored, difference));
                }
            }
        }
    }

    @Test
    void testALargeFaceIsNotAliased() {
        // Stripes finer than any crop can show, turned by 30 degrees: all that is left of them is their mean.
        final int side = 1000;
        final byte[] pixels = new byte[side * side * RgbImage.CHANNELS];
        for (int index = 0; index < side * side; index++) {
            Arrays.fill(pixels, index * RgbImage.CHANNELS, (index + 1) * RgbImage.CHANNELS, (byte) (index % side % 2 == 0 ? 0xFF : 0));
        }

        final SimilarityTransform pose = new SimilarityTransform(700 * Math.cos(Math.PI / 6), 700 * Math.sin(Math.PI / 6), 350, 30);
        final Face face = new Face(new BoundingBox(100, 100, 700, 700), 1, Optional.of(Landmarks.of(FaceCropper.TEMPLATE.points().stream().map(pose::apply).toList())));
        for (final int size : new int[]{48, 64, 112}) {
            final RgbImage crop = new FaceCropper(size).crop(new RgbImage(side, side, pixels), face);
            for (int pixel = 0; pixel < size * size; pixel++) {
                assertEquals(127.5, crop.value(pixel % size, pixel / size, 0), 13);
            }
        }
    }

    @Test
    void testAWholeImageIsResizedAsADatasetsImagesAre() {
        final RgbImage image = gradient(90, 60);

        assertArrayEquals(ImageResizer.resize(image, 48, 48).pixels(), new FaceCropper(48).crop(image, new WholeImageFaceDetector().detect(image).getFirst()).pixels());
    }

    private static double meanDifference(final RgbImage first, final RgbImage second) {
        double sum = 0;
        for (int index = 0; index < first.pixels().length; index++) {
            sum += Math.abs(Byte.toUnsignedInt(first.pixels()[index]) - Byte.toUnsignedInt(second.pixels()[index]));
        }

        return sum / first.pixels().length;
    }

    @Test
    void testSizesHaveARange() {
        assertThrows(IllegalArgumentException.class, () -> new FaceCropper(0));
        assertThrows(IllegalArgumentException.class, () -> new FaceCropper(48, -0.5, true));
        assertThrows(IllegalArgumentException.class, () -> new FaceCropper(48, Double.NaN, true));
    }

    private static RgbImage gradient(final int width, final int height) {
        final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[(y * width + x) * RgbImage.CHANNELS] = (byte) (2 * x);
                pixels[(y * width + x) * RgbImage.CHANNELS + 1] = (byte) (2 * y);
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private static RgbImage chessboard(final int side) {
        final byte[] pixels = new byte[side * side * RgbImage.CHANNELS];
        for (int index = 0; index < side * side; index++) {
            pixels[index * RgbImage.CHANNELS] = (index % side + index / side) % 2 == 0 ? (byte) 0xFF : 0;
        }

        return new RgbImage(side, side, pixels);
    }
}
