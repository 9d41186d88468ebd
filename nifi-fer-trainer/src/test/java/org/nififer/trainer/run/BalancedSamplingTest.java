package org.nififer.trainer.run;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.Sha256;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Shuffling;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BalancedSamplingTest {

    private static final int[] SAMPLES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    @TempDir
    private Path directory;
    private Path file;

    /** Nine of happiness, one of fear, two that nobody has labelled. */
    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("faces.tar");
        final byte[] image = ImageCodec.encodePng(DrawnFaces.face(Expression.FEAR, 1, 16));
        try (DatasetWriter writer = DatasetWriter.create(file)) {
            for (int number = 0; number < SAMPLES.length; number++) {
                final SampleMetadata.Builder metadata = number > 9 ? SampleMetadata.unlabelled() : SampleMetadata.builder(number == 9 ? Expression.FEAR : Expression.HAPPINESS);
                writer.write(new Sample(String.format(Locale.ROOT, "%02d", number), ImageFormat.PNG, image, metadata.split(Split.TRAIN).sha256(Sha256.hex(image)).build()));
            }
        }
    }

    @Test
    void testWithoutBalanceEverySampleComesOnce() throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final BalancedSampling sampling = new BalancedSampling(dataset, SAMPLES, 0);
            assertArrayEquals(Shuffling.shuffled(SAMPLES, new SplittableRandom(3)), sampling.draw(new SplittableRandom(3)));
            for (int position = 0; position < SAMPLES.length; position++) {
                assertEquals(1, sampling.expected(position));
            }
        }
    }

    @Test
    void testFullBalanceShowsEveryExpressionAsOften() throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final BalancedSampling sampling = new BalancedSampling(dataset, SAMPLES, 1);
            assertEquals(5.0 / 9, sampling.expected(0), 1e-12);
            assertEquals(5, sampling.expected(9), 1e-12);
            assertEquals(1, sampling.expected(11));
        }
    }

    /** With half of the power the chances are as 1 / 3 to 1: the nine have three times what the one has. */
    @Test
    void testThePowerIsInBetween() throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final BalancedSampling sampling = new BalancedSampling(dataset, SAMPLES, 0.5);
            assertEquals(2.5, sampling.expected(9), 1e-12);
            assertEquals(7.5 / 9, sampling.expected(0), 1e-12);
        }
    }

    @Test
    void testAnEpochHasAsManySamplesAsThereAreAndEachAboutAsOftenAsItIsDue() throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final BalancedSampling sampling = new BalancedSampling(dataset, SAMPLES, 0.5);
            final int epochs = 2000;
            final double[] shown = new double[SAMPLES.length];
            for (int epoch = 0; epoch < epochs; epoch++) {
                final int[] drawn = sampling.draw(new SplittableRandom(epoch));
                assertEquals(SAMPLES.length, drawn.length);
                final int[] times = new int[SAMPLES.length];
                for (final int sample : drawn) {
                    times[sample]++;
                    shown[sample]++;
                }

                for (int sample = 0; sample < SAMPLES.length; sample++) {
                    assertTrue(Math.abs(times[sample] - sampling.expected(sample)) < 1, "epoch " + epoch + ": " + Arrays.toString(times));
                }
            }

            for (int sample = 0; sample < SAMPLES.length; sample++) {
                assertEquals(sampling.expected(sample), shown[sample] / epochs, 0.05);
            }
        }
    }

    @Test
    void testTheSeedDecides() throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final int[] drawn = new BalancedSampling(dataset, SAMPLES, 1).draw(new SplittableRandom(1));
            assertArrayEquals(drawn, new BalancedSampling(dataset, SAMPLES, 1).draw(new SplittableRandom(1)));
            assertFalse(Arrays.equals(drawn, new BalancedSampling(dataset, SAMPLES, 1).draw(new SplittableRandom(2))));
        }
    }
}
