package org.nififer.image;

import org.nififer.common.RgbImage;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A 64-bit hash that images which look alike share but for a few bits: whether each of the 64 lowest frequencies of the grey image,
 * without the mean, is above their median. The pHash of Zauner, <em>Implementation and Benchmarking of Perceptual Image Hash
 * Functions</em> (2010): 32 x 32 pixels, discrete cosine transform, its coefficients 1 to 8 in both directions.
 */
public final class PerceptualHash {

    /** The bits of a hash, and so the largest distance of two. */
    public static final int BITS = 64;

    private static final int SIZE = 32;
    private static final int FREQUENCIES = 8;
    /** A standard deviation of grey values below which an image is flat: its frequencies are noise, and all flat images would be alike. */
    private static final double FLAT = 2;
    private static final double[][] COSINES = cosines();

    private PerceptualHash() {
    }

    /** The hash of an image of any size; empty for a flat one, which nothing can be told apart by. */
    public static OptionalLong of(final RgbImage image) {
        final double[][] grey = grey(ImageResizer.resize(image, SIZE, SIZE));
        if (isFlat(grey)) {
            return OptionalLong.empty();
        }

        final double[] frequencies = frequencies(grey);
        final double[] sorted = frequencies.clone();
        Arrays.sort(sorted);
        final double median = (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
        long hash = 0;
        for (final double frequency : frequencies) {
            hash = hash << 1 | (frequency > median ? 1 : 0);
        }

        return OptionalLong.of(hash);
    }

    /** How many bits two hashes differ in, 0 to 64. */
    public static int distance(final long first, final long second) {
        return Long.bitCount(first ^ second);
    }

    private static double[][] grey(final RgbImage image) {
        final double[][] grey = new double[SIZE][SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                // ITU-R BT.601, as every grey conversion of a JPEG.
                grey[y][x] = 0.299 * image.value(x, y, 0) + 0.587 * image.value(x, y, 1) + 0.114 * image.value(x, y, 2);
            }
        }

        return grey;
    }

    private static boolean isFlat(final double[][] grey) {
        double sum = 0;
        double squares = 0;
        for (final double[] row : grey) {
            for (final double value : row) {
                sum += value;
                squares += value * value;
            }
        }

        final double mean = sum / (SIZE * SIZE);
        return squares / (SIZE * SIZE) - mean * mean < FLAT * FLAT;
    }

    /** The frequencies 1 to 8 of rows and columns: first along the rows, then along the columns. */
    private static double[] frequencies(final double[][] grey) {
        final double[][] rows = new double[FREQUENCIES][SIZE];
        for (int frequency = 0; frequency < FREQUENCIES; frequency++) {
            for (int y = 0; y < SIZE; y++) {
                rows[frequency][y] = product(COSINES[frequency], grey[y]);
            }
        }

        final double[] frequencies = new double[BITS];
        for (int vertical = 0; vertical < FREQUENCIES; vertical++) {
            for (int horizontal = 0; horizontal < FREQUENCIES; horizontal++) {
                frequencies[vertical * FREQUENCIES + horizontal] = product(COSINES[vertical], rows[horizontal]);
            }
        }

        return frequencies;
    }

    private static double product(final double[] first, final double[] second) {
        double sum = 0;
        for (int position = 0; position < SIZE; position++) {
            sum += first[position] * second[position];
        }

        return sum;
    }

    /** {@code [frequency - 1][position]}; strict, so that every machine gives the same hash. */
    private static double[][] cosines() {
        final double[][] cosines = new double[FREQUENCIES][SIZE];
        for (int frequency = 0; frequency < FREQUENCIES; frequency++) {
            for (int position = 0; position < SIZE; position++) {
                cosines[frequency][position] = StrictMath.cos(Math.PI * (frequency + 1) * (2 * position + 1) / (2.0 * SIZE));
            }
        }

        return cosines;
    }
}
