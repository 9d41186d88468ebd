package org.nififer.drawing;

import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnPhoto.DrawnFace;

import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DrawnFacesTest {

    private static final int SIZE = 24;

    private static final int CLASSES = Expression.all().size();

    @Test
    void testSameArgumentsSamePixels() {
        assertArrayEquals(DrawnFaces.face(Expression.DISGUST, 5, 9, 48).pixels(), DrawnFaces.face(Expression.DISGUST, 5, 9, 48).pixels());
        final List<Expression> expressions = List.of(Expression.FEAR, Expression.NEUTRAL);
        final DrawnPhoto photo = DrawnFaces.photo(77, 400, 300, expressions);
        assertArrayEquals(photo.image().pixels(), DrawnFaces.photo(77, 400, 300, expressions).image().pixels());
        assertEquals(photo.faces(), DrawnFaces.photo(77, 400, 300, expressions).faces());
    }

    @Test
    void testEveryArgumentChangesThePixels() {
        final RgbImage image = DrawnFaces.face(Expression.ANGER, 1, 2, 48);

        assertEquals(48, image.width());
        assertEquals(48, image.height());
        assertTrue(difference(image, DrawnFaces.face(Expression.ANGER, 1, 3, 48)) > 2);
        assertTrue(difference(image, DrawnFaces.face(Expression.ANGER, 2, 2, 48)) > 2);
        assertTrue(difference(image, DrawnFaces.face(Expression.SURPRISE, 1, 2, 48)) > 2);
    }

    @Test
    void testASubjectKeepsItsLooks() {
        double same = 0;
        double other = 0;
        for (int sample = 0; sample < 40; sample++) {
            final double[] colour = cheek(DrawnFaces.face(Expression.NEUTRAL, 3, sample, 48));
            same += redShareDifference(colour, cheek(DrawnFaces.face(Expression.HAPPINESS, 3, sample + 100, 48)));
            other += redShareDifference(colour, cheek(DrawnFaces.face(Expression.NEUTRAL, 200 + sample, sample, 48)));
        }

        assertTrue(same < 0.6 * other, String.format(Locale.ROOT, "%s, others %s", same, other));
    }

    @Test
    void testExpressionsCanBeToldApart() {
        // The mean image of each expression over many people is enough to name those of strangers four times as well as chance.
        final double[][] means = new double[CLASSES][SIZE * SIZE];
        for (int index = 0; index < 100 * CLASSES; index++) {
            final double[] features = features(DrawnFaces.face(Expression.ofId(index % CLASSES), index / CLASSES, index, SIZE));
            for (int pixel = 0; pixel < features.length; pixel++) {
                means[index % CLASSES][pixel] += features[pixel] / 100;
            }
        }

        int correct = 0;
        final int[] correctOf = new int[CLASSES];
        for (int index = 0; index < 40 * CLASSES; index++) {
            final double[] features = features(DrawnFaces.face(Expression.ofId(index % CLASSES), 5000 + index / CLASSES, index, SIZE));
            final int hit = nearest(means, features) == index % CLASSES ? 1 : 0;
            correct += hit;
            correctOf[index % CLASSES] += hit;
        }

        assertTrue(correct > 40 * CLASSES * 0.45, String.format(Locale.ROOT, "%d of %d", correct, 40 * CLASSES));
        for (final Expression expression : Expression.all()) {
            assertTrue(correctOf[expression.id()] > 40 * 0.125, String.format(Locale.ROOT, "%s %d of 40", expression, correctOf[expression.id()]));
        }
    }

    @Test
    void testFacesAreNeitherDarkNorBlown() {
        for (int seed = 0; seed < 80; seed++) {
            final double[] cheek = cheek(DrawnFaces.face(Expression.ofId(seed % CLASSES), seed, 48));

            assertTrue(cheek[0] > 50 && cheek[0] < 255, String.format(Locale.ROOT, "seed %d: red %s", seed, cheek[0]));
            assertTrue(cheek[0] > cheek[2], String.format(Locale.ROOT, "seed %d: skin is more red than blue", seed));
        }
    }

    @Test
    void testPhotoKnowsItsFaces() {
        for (int seed = 0; seed < 30; seed++) {
            final List<Expression> expressions = List.of(Expression.HAPPINESS, Expression.SADNESS, Expression.CONTEMPT);
            final DrawnPhoto photo = DrawnFaces.photo(seed, 640, 360, expressions);

            assertEquals(640, photo.image().width());
            assertEquals(360, photo.image().height());
            assertEquals(expressions, photo.faces().stream().map(DrawnFace::expression).toList());
            for (final DrawnFace face : photo.faces()) {
                final BoundingBox box = face.box();
                assertTrue(box.width() >= 80 && box.width() == box.height(), box.toString());
                assertTrue(box.left() >= 0 && box.top() >= 0 && box.left() + box.width() <= 640 && box.top() + box.height() <= 360, box.toString());
            }

            assertFalse(photo.faces().get(0).box().intersectionOverUnion(photo.faces().get(1).box()) > 0);
        }
    }

    @Test
    void testFacesStandWhereTheyAreTold() {
        final DrawnFace face = new DrawnFace(new BoundingBox(-40, 20, 100, 100), Expression.NEUTRAL, 8);
        final DrawnPhoto with = DrawnFaces.photoWith(6, 300, 200, List.of(face));
        final RgbImage without = DrawnFaces.photoWith(6, 300, 200, List.of()).image();

        assertEquals(List.of(face), with.faces());
        assertTrue(difference(part(with.image(), 0, 30, 50, 80), part(without, 0, 30, 50, 80)) > 15);
        assertTrue(difference(part(with.image(), 200, 30, 50, 80), part(without, 200, 30, 50, 80)) < 15);
    }

    @Test
    void testPhotoWithoutPeople() {
        assertEquals(List.of(), DrawnFaces.photo(3, 200, 160, List.of()).faces());
    }

    @Test
    void testSizesHaveALeast() {
        assertThrows(IllegalArgumentException.class, () -> DrawnFaces.face(Expression.FEAR, 1, 15));
        assertThrows(IllegalArgumentException.class, () -> DrawnFaces.photo(1, 310, 200, List.of(Expression.FEAR, Expression.FEAR)));
    }

    /** Grey values with mean 0 and variance 1. */
    private static double[] features(final RgbImage image) {
        final double[] values = new double[image.width() * image.height()];
        double mean = 0;
        for (int index = 0; index < values.length; index++) {
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                values[index] += image.value(index % image.width(), index / image.width(), channel);
            }

            mean += values[index] / values.length;
        }

        double variance = 0;
        for (final double value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }

        for (int index = 0; index < values.length; index++) {
            values[index] = (values[index] - mean) / Math.sqrt(variance);
        }

        return values;
    }

    private static int nearest(final double[][] means, final double[] features) {
        int best = 0;
        double bestDistance = Double.POSITIVE_INFINITY;
        for (int candidate = 0; candidate < means.length; candidate++) {
            double distance = 0;
            for (int pixel = 0; pixel < features.length; pixel++) {
                distance += (features[pixel] - means[candidate][pixel]) * (features[pixel] - means[candidate][pixel]);
            }

            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }

        return best;
    }

    /** The mean colour below the right eye. */
    private static double[] cheek(final RgbImage image) {
        final double[] colour = new double[RgbImage.CHANNELS];
        final int from = image.width() / 4;
        for (int index = 0; index < 16; index++) {
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                colour[channel] += image.value(from + index % 4, image.height() * 58 / 100 + index / 4, channel) / 16.0;
            }
        }

        return colour;
    }

    private static double redShareDifference(final double[] one, final double[] other) {
        return Math.abs(one[0] / (one[0] + one[1] + one[2]) - other[0] / (other[0] + other[1] + other[2]));
    }

    private static RgbImage part(final RgbImage image, final int left, final int top, final int width, final int height) {
        final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int row = 0; row < height; row++) {
            System.arraycopy(image.pixels(), ((top + row) * image.width() + left) * RgbImage.CHANNELS, pixels, row * width * RgbImage.CHANNELS,
                width * RgbImage.CHANNELS);
        }

        return new RgbImage(width, height, pixels);
    }

    /** The mean difference of a channel. */
    private static double difference(final RgbImage one, final RgbImage other) {
        double sum = 0;
        for (int index = 0; index < one.pixels().length; index++) {
            sum += Math.abs(Byte.toUnsignedInt(one.pixels()[index]) - Byte.toUnsignedInt(other.pixels()[index]));
        }

        return sum / one.pixels().length;
    }
}
