package org.nififer.dataset.balance;

import org.junit.jupiter.api.Test;
import org.nififer.augmentation.AugmentationPolicy;
import org.nififer.augmentation.AugmentationStep;
import org.nififer.augmentation.AugmentationStep.Kind;
import org.nififer.augmentation.RotationBorder;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.common.Sha256;
import org.nififer.dataset.Augmentation;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.image.ImageCodec;
import org.nififer.image.PerceptualHash;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetBalancerTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @Test
    void testEachClassIsRaisedToTheLargestAndEvaluationStays() throws IOException {
        final List<Sample> samples = samples(10, 3);
        samples.add(withSplit(TestSamples.sample("v", Expression.FEAR, 900), Split.VALIDATION));
        samples.add(withSplit(TestSamples.sample("t", Expression.SADNESS, 901), Split.TEST));

        final DatasetBalancer.Summary summary = balance(samples, OptionalInt.empty(), 1);

        assertEquals(10, summary.samplesPerClass());
        assertEquals(7, summary.augmented());
        assertEquals(0, summary.cut());
        assertEquals(10, summary.after().count(Optional.of(Split.TRAIN), Expression.FEAR));
        assertEquals(10, summary.after().count(Optional.of(Split.TRAIN), Expression.SADNESS));
        assertEquals(1, summary.after().count(Optional.of(Split.VALIDATION)));
        assertEquals(1, summary.after().count(Optional.of(Split.TEST)));
        final List<Sample> written = TestSamples.read(output.toByteArray());
        assertEquals(22, written.size());
        assertTrue(written.stream().filter(sample -> sample.metadata().augmentation().isPresent())
                .allMatch(sample -> sample.metadata().split().equals(Optional.of(Split.TRAIN))));
    }

    @Test
    void testUnlabelledSamplesStayAsTheyAre() throws IOException {
        final List<Sample> samples = samples(10, 3);
        for (int number = 0; number < 30; number++) {
            samples.add(number, TestSamples.unlabelled("u" + number, 500 + number).withMetadata(SampleMetadata.unlabelled().split(Split.TRAIN).build()));
        }

        final DatasetBalancer.Summary summary = balance(samples, OptionalInt.of(8), 1);

        assertEquals(5, summary.augmented());
        assertEquals(2, summary.cut());
        assertEquals(30, summary.before().unlabelled());
        assertEquals(30, summary.after().unlabelled(Optional.of(Split.TRAIN)));
        assertEquals(30 + 2 * 8, summary.after().total());
        final List<Sample> written = TestSamples.read(output.toByteArray());
        assertEquals(samples.subList(0, 30).stream().map(Sample::key).toList(), written.subList(0, 30).stream().map(Sample::key).toList());
    }

    @Test
    void testUnlabelledSamplesAloneAreRefused() {
        final Sample sample = TestSamples.unlabelled("u", 1).withMetadata(SampleMetadata.unlabelled().split(Split.TRAIN).build());
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> balance(List.of(sample), OptionalInt.empty(), 1));

        assertTrue(exception.getMessage().contains("has no labelled samples"), exception.getMessage());
    }

    @Test
    void testCopiesAreSpreadEvenlyAndCanBeMadeAgain() throws IOException {
        balance(samples(20, 6), OptionalInt.of(20), 1);

        final List<Sample> written = TestSamples.read(output.toByteArray());
        final Map<String, Sample> byKey = written.stream().collect(Collectors.toMap(Sample::key, Function.identity()));
        final Map<String, Integer> copies = new HashMap<>();
        for (final Sample sample : written) {
            if (sample.metadata().augmentation().isPresent()) {
                final Augmentation augmentation = sample.metadata().augmentation().get();
                final Sample origin = byKey.get(augmentation.origin());
                assertArrayEquals(sample.image(), AugmentedImages.make(origin, augmentation));
                assertEquals(augmentation.operation(), AugmentationPolicy.DEFAULT.draw(augmentation.seed()).text());
                assertNotEquals(origin.metadata().sha256(), sample.metadata().sha256());
                assertEquals(PerceptualHash.of(ImageCodec.decode(sample.image(), sample.key())), sample.metadata().perceptualHash());
                copies.merge(origin.key(), 1, Integer::sum);
            }
        }

        // 14 copies of 6 originals.
        assertEquals(6, copies.size());
        assertTrue(copies.values().stream().allMatch(count -> count == 2 || count == 3), copies.toString());
    }

    @Test
    void testEveryOperationCanBeMadeAgain() throws IOException {
        final AugmentationPolicy all = new AugmentationPolicy(AugmentationStep.parseAll("autocontrast,brightness,flip,rotation:20,crop,erasing"), RotationBorder.REPLICATE);

        balance(samples(1, 3), new BalanceSettings(OptionalInt.of(40), 1, all, 2));

        final List<Sample> written = TestSamples.read(output.toByteArray());
        final Map<String, Sample> byKey = written.stream().collect(Collectors.toMap(Sample::key, Function.identity()));
        final List<Sample> augmented = written.stream().filter(sample -> sample.metadata().augmentation().isPresent()).toList();
        for (final Sample sample : augmented) {
            final Augmentation augmentation = sample.metadata().augmentation().get();
            assertArrayEquals(sample.image(), AugmentedImages.make(byKey.get(augmentation.origin()), augmentation));
        }

        final String operations = augmented.stream().map(sample -> sample.metadata().augmentation().get().operation()).collect(Collectors.joining());
        for (final Kind kind : AugmentationPolicy.KINDS) {
            assertTrue(operations.contains(kind.label() + "("), kind.label());
        }
    }

    @Test
    void testSamplesOfValidationAndTestStayByteForByte() throws IOException {
        final List<Sample> samples = samples(10, 3);
        for (int number = 0; number < 20; number++) {
            final Split split = number % 3 == 0 ? Split.VALIDATION : Split.TEST;
            samples.add(3 * number % 13, withSplit(TestSamples.sample("e" + number, Expression.ofId(number % 2), 900 + number), split));
        }

        balance(samples, OptionalInt.of(5), 1);

        final List<Sample> written = TestSamples.read(output.toByteArray());
        final byte[] before = TestSamples.dataset(evaluation(TestSamples.read(TestSamples.dataset(samples))));
        assertArrayEquals(before, TestSamples.dataset(evaluation(written)));
    }

    @Test
    void testNumberOfThreadsChangesNothing() throws IOException {
        balance(samples(50, 7), new BalanceSettings(OptionalInt.empty(), 1, AugmentationPolicy.DEFAULT, 1));
        final byte[] expected = output.toByteArray();
        for (final int threads : new int[] {2, 3, 8}) {
            output.reset();
            balance(samples(50, 7), new BalanceSettings(OptionalInt.empty(), 1, AugmentationPolicy.DEFAULT, threads));
            assertArrayEquals(expected, output.toByteArray(), threads + " threads");
        }
    }

    @Test
    void testCopiesDifferFromTheirOriginWhereverAnOperationChangesIt() throws IOException {
        // These images have all contrast already: autocontrast alone, which every third seed draws, would change nothing.
        final AugmentationPolicy policy = new AugmentationPolicy(AugmentationStep.parseAll("autocontrast,flip"), RotationBorder.BLACK);
        final DatasetBalancer.Summary summary = balance(stretched(6), new BalanceSettings(OptionalInt.of(12), 1, policy, 2));

        assertEquals(6, summary.augmented());
        assertEquals(0, summary.unchanged());
        for (final Sample sample : TestSamples.read(output.toByteArray())) {
            sample.metadata().augmentation().ifPresent(augmentation -> assertTrue(augmentation.operation().contains("flip()"), augmentation.operation()));
        }
    }

    @Test
    void testCopiesThatNothingChangesAreCounted() throws IOException {
        final byte[] grey = new byte[8 * 8 * RgbImage.CHANNELS];
        Arrays.fill(grey, (byte) 99);
        final Sample sample = withSplit(TestSamples.sample("grey", Expression.FEAR, 1), Split.TRAIN);
        final Sample even = new Sample("grey", ImageFormat.PNG, ImageCodec.encodePng(new RgbImage(8, 8, grey)), sample.metadata());

        final AugmentationPolicy policy = AugmentationPolicy.DEFAULT.withRotationBorder(RotationBorder.REPLICATE);
        final DatasetBalancer.Summary summary = balance(List.of(even), new BalanceSettings(OptionalInt.of(4), 1, policy, 1));

        assertEquals(3, summary.augmented());
        assertEquals(3, summary.unchanged());
    }

    /** Noise with black and white pixels in every channel, which autocontrast does not change. */
    private static List<Sample> stretched(final int count) throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (final Sample sample : samples(count, 0)) {
            final RgbImage image = ImageCodec.decode(sample.image(), sample.key());
            Arrays.fill(image.pixels(), 0, RgbImage.CHANNELS, (byte) 0);
            Arrays.fill(image.pixels(), RgbImage.CHANNELS, 2 * RgbImage.CHANNELS, (byte) 255);
            samples.add(new Sample(sample.key(), ImageFormat.PNG, ImageCodec.encodePng(image), sample.metadata()));
        }

        return samples;
    }

    private static List<Sample> evaluation(final List<Sample> samples) {
        return samples.stream().filter(sample -> !sample.metadata().split().equals(Optional.of(Split.TRAIN))).toList();
    }

    @Test
    void testGivenNumberCutsLargerClasses() throws IOException {
        final DatasetBalancer.Summary summary = balance(samples(20, 3), OptionalInt.of(5), 1);

        assertEquals(15, summary.cut());
        assertEquals(2, summary.augmented());
        assertEquals(10, summary.after().total());
    }

    @Test
    void testSeedDecides() throws IOException {
        final byte[] first = balanceBytes(1);

        assertArrayEquals(first, balanceBytes(1));
        assertNotEquals(Sha256.hex(first), Sha256.hex(balanceBytes(2)));
    }

    @Test
    void testDatasetsThatCannotBeBalanced() {
        assertMessage(List.of(TestSamples.sample("a", Expression.FEAR, 1)), "'a' is in no split; split the dataset first");
        assertMessage(List.of(), "no samples");
        assertMessage(List.of(withSplit(TestSamples.sample("a", Expression.FEAR, 1), Split.TRAIN),
                withSplit(TestSamples.sample("b", Expression.ANGER, 2), Split.TEST)),
                "anger has no sample in train but 1 in validation and test");
        final Sample sample = withSplit(TestSamples.sample("a", Expression.FEAR, 1), Split.TRAIN);
        assertMessage(List.of(sample.withMetadata(sample.metadata().toBuilder().augmentation(new Augmentation("rotation(1.0)", 1, "b")).build())), "augmented");
        assertThrows(IllegalArgumentException.class, () -> new BalanceSettings(OptionalInt.of(0), 1, AugmentationPolicy.DEFAULT, 2));
        assertThrows(IllegalArgumentException.class, () -> new BalanceSettings(OptionalInt.of(1), 1, AugmentationPolicy.DEFAULT, 0));
    }

    @Test
    void testOriginOfAnotherKey() {
        final Sample sample = TestSamples.sample("a", Expression.FEAR, 1);
        assertThrows(InvalidInputException.class, () -> AugmentedImages.make(sample, new Augmentation("rotation(1.0)", 1, "b")));
    }

    private void assertMessage(final List<Sample> samples, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> balance(samples, OptionalInt.empty(), 1));
        assertEquals(InvalidInputException.Code.INVALID_DATASET, exception.code());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }

    private static List<Sample> samples(final int fear, final int sadness) {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < fear + sadness; number++) {
            final Sample sample = TestSamples.sample("s" + number, number < fear ? Expression.FEAR : Expression.SADNESS, number);
            samples.add(withSplit(sample, Split.TRAIN));
        }

        return samples;
    }

    private static Sample withSplit(final Sample sample, final Split split) {
        return sample.withMetadata(sample.metadata().toBuilder().split(split).build());
    }

    private byte[] balanceBytes(final long seed) throws IOException {
        output.reset();
        balance(samples(20, 3), OptionalInt.of(8), seed);
        return output.toByteArray();
    }

    private DatasetBalancer.Summary balance(final List<Sample> samples, final OptionalInt samplesPerClass, final long seed) throws IOException {
        return balance(samples, new BalanceSettings(samplesPerClass, seed, AugmentationPolicy.DEFAULT, 2));
    }

    private DatasetBalancer.Summary balance(final List<Sample> samples, final BalanceSettings settings) throws IOException {
        final byte[] dataset = TestSamples.dataset(samples);
        try (DatasetWriter writer = new DatasetWriter(output)) {
            return DatasetBalancer.balance(() -> new DatasetReader(new ByteArrayInputStream(dataset), "test.tar"), writer, settings, ProgressListener.NONE);
        }
    }
}
