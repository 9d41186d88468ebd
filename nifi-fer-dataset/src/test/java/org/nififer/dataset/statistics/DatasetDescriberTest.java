package org.nififer.dataset.statistics;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Affect;
import org.nififer.dataset.Augmentation;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.dataset.statistics.DatasetStatistics.ClassCounts;
import org.nififer.dataset.statistics.DatasetStatistics.SplitCounts;
import org.nififer.dataset.statistics.Distribution.Bin;
import org.nififer.image.ImageCodec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetDescriberTest {

    private static final DescribeSettings SETTINGS = new DescribeSettings(2, 2, 1, 2, Map.of());

    @Test
    void testCountsByClassSplitAndSource() throws IOException {
        final DatasetStatistics statistics = describe(List.of(
                sample("a", Expression.FEAR, 1, metadata -> metadata.split(Split.TRAIN).source("one")),
                sample("b", Expression.FEAR, 2, metadata -> metadata.split(Split.TEST).source("two")),
                sample("c", Expression.NEUTRAL, 3, metadata -> metadata.split(Split.TRAIN).source("two")),
                sample("d", Expression.NEUTRAL, 4, metadata -> metadata.source("two"))));

        assertEquals(4, statistics.samples());
        assertEquals(new ClassCounts(Expression.FEAR, 2, 1, 0, 1, 0, 0), statistics.classes().get(Expression.FEAR.id()));
        assertEquals(new ClassCounts(Expression.NEUTRAL, 2, 1, 0, 0, 1, 0), statistics.classes().get(Expression.NEUTRAL.id()));
        assertEquals(0, statistics.classes().get(Expression.ANGER.id()).samples());
        assertEquals(List.of(2L, 0L, 1L, 1L), statistics.splits().stream().map(SplitCounts::samples).toList());
        assertEquals(List.of("two", "one"), statistics.sources().stream().map(SourceStatistics::name).toList());
        assertEquals(2, statistics.sources().getFirst().classes().get(Expression.NEUTRAL));
        assertEquals(Map.of("train", 1L, "validation", 0L, "test", 1L, "none", 1L), statistics.sources().getFirst().splits());
    }

    @Test
    void testUnlabelledSamplesAreCountedApartAndWarnedOf() throws IOException {
        final DatasetDescription description = description(List.of(
                sample("a", Expression.FEAR, 1, metadata -> metadata.split(Split.TRAIN).source("one")),
                unlabelled("b", 2, Split.TRAIN), unlabelled("c", 3, Split.TRAIN), unlabelled("d", 1, Split.TEST)), SETTINGS);
        final DatasetStatistics statistics = description.statistics();

        assertEquals(4, statistics.samples());
        assertEquals(3, statistics.unlabelled());
        assertEquals(1, statistics.classes().stream().mapToLong(ClassCounts::samples).sum());
        assertEquals(List.of(2L, 0L, 1L, 0L), statistics.splits().stream().map(SplitCounts::unlabelled).toList());
        assertEquals(List.of(3L, 0L, 1L, 0L), statistics.splits().stream().map(SplitCounts::samples).toList());
        assertEquals(List.of(3L, 0L), statistics.sources().stream().map(SourceStatistics::unlabelled).toList());
        assertEquals(1, statistics.balance().classes().stream().mapToLong(BalanceStatistics.ClassBalance::now).sum());
        assertEquals(0, statistics.equalImages().differingLabels());
        assertEquals(1, statistics.equalImages().testInTrain());
        assertEquals(2, description.sheet().unlabelled().size());
        assertEquals("unlabelled", description.sheet().leaks().getFirst().image().label());
        assertEquals(List.of("1 unlabelled sample is in validation or test, where nothing can be measured with them. Split the dataset again: they go to train then.",
                "2 samples are unlabelled: only a training with a teacher learns from them."),
                statistics.warnings().stream().filter(warning -> warning.kind().label().startsWith("unlabelled")).map(DatasetWarning::text).toList());
    }

    private static Sample unlabelled(final String key, final long seed, final Split split) {
        return TestSamples.unlabelled(key, seed).withMetadata(SampleMetadata.unlabelled().split(split).source("photos").build());
    }

    @Test
    void testBrightnessContrastColourAndSizes() throws IOException {
        // Half black, half white: mean 127.5, deviation 127.5. Red: 0.299 * 255.
        final RgbImage halves = new RgbImage(2, 1, new byte[] {0, 0, 0, -1, -1, -1});
        final RgbImage red = new RgbImage(1, 3, new byte[] {-1, 0, 0, -1, 0, 0, -1, 0, 0});
        final DatasetStatistics statistics = describe(List.of(image("a", halves), image("b", halves), image("c", red)));

        final ImageStatistics images = statistics.images();
        assertEquals(3, images.decoded());
        assertEquals(2, images.grey());
        assertEquals(1, images.coloured());
        assertEquals(2, images.differentSizes());
        assertEquals(List.of(new ImageStatistics.SizeCount(2, 1, 2), new ImageStatistics.SizeCount(1, 3, 1)), images.sizes());
        assertEquals(Map.of("png", 3L, "jpeg", 0L), images.formats());
        assertEquals(5 / 3.0, images.width().mean(), 1e-12);
        assertEquals(List.of(new Bin(2, 3, 2), new Bin(3, 4, 1)), images.longerSide());
        final Distribution brightness = statistics.sources().getFirst().brightness();
        assertEquals((2 * 127.5 + 76.245) / 3, brightness.mean(), 1e-9);
        assertEquals(76.245, brightness.minimum(), 1e-9);
        assertEquals(128, brightness.median(), 1e-9);
        final Distribution contrast = statistics.sources().getFirst().contrast();
        assertEquals(127.5, contrast.maximum(), 1e-9);
        assertEquals(0, contrast.minimum(), 1e-6);
        assertEquals(85, contrast.mean(), 1e-6);
    }

    @Test
    void testSubjectsBelongToTheirSource() throws IOException {
        final DatasetStatistics statistics = describe(List.of(
                sample("a", Expression.FEAR, 1, metadata -> metadata.source("one").subject("S1").split(Split.TRAIN)),
                sample("b", Expression.FEAR, 2, metadata -> metadata.source("one").subject("S1").split(Split.TEST)),
                sample("c", Expression.FEAR, 3, metadata -> metadata.source("two").subject("S1").split(Split.TRAIN)),
                sample("d", Expression.FEAR, 4, metadata -> metadata.source("two").split(Split.TRAIN))));

        assertEquals(2, statistics.subjects().subjects());
        assertEquals(1, statistics.subjects().inSeveralSplits());
        assertEquals(3, statistics.subjects().samplesWithSubject());
        assertEquals(1, statistics.subjects().samplesWithoutSubject());
        assertEquals(1.5, statistics.subjects().samplesPerSubject().mean());
        assertEquals(1, statistics.sources().getFirst().subjects());
        assertTrue(kinds(statistics).contains(DatasetWarning.Kind.SUBJECT_LEAK));
        assertEquals("1 subject is in more than one split: a model is then measured on people whom it has learned. Split the dataset again.",
                statistics.warnings().getFirst().text());
    }

    @Test
    void testEqualImages() throws IOException {
        final DatasetStatistics statistics = describe(List.of(
                sample("a", Expression.FEAR, 1, metadata -> metadata.split(Split.TRAIN).source("one")),
                sample("b", Expression.FEAR, 1, metadata -> metadata.split(Split.VALIDATION).source("two")),
                sample("c", Expression.ANGER, 1, metadata -> metadata.split(Split.TEST).source("two")),
                sample("d", Expression.FEAR, 2, metadata -> metadata.split(Split.TEST).source("two")),
                sample("e", Expression.FEAR, 2, metadata -> metadata.split(Split.TEST).source("two")),
                sample("f", Expression.FEAR, 3, metadata -> metadata.split(Split.TRAIN).source("two"))));

        assertEquals(new DuplicateStatistics(2, 3, 3, 1, 1, 1, 1, 1, 1), statistics.equalImages());
        assertTrue(kinds(statistics).containsAll(List.of(DatasetWarning.Kind.DUPLICATE_LEAK, DatasetWarning.Kind.CONFLICTING_LABELS)));
        final String leak = statistics.warnings().stream().filter(warning -> warning.kind() == DatasetWarning.Kind.DUPLICATE_LEAK).findFirst().orElseThrow().text();
        assertTrue(leak.contains("1 validation sample is in train as well, 1 test sample is in train as well, 1 test sample is in validation as well"), leak);
    }

    @Test
    void testNearDuplicatesAreConnected() throws IOException {
        // The ends of the chain are 4 bits apart.
        final List<Sample> chain = List.of(hashed("a", 1, 0b0000), hashed("b", 2, 0b0011), hashed("c", 3, 0b1111), hashed("d", 4, -1L));

        assertEquals(3, describe(chain).nearDuplicates().largestGroup());
        assertEquals(2, describe(chain).nearDuplicates().repeated());
        assertEquals(0, describe(chain, new DescribeSettings(0, 1, 1, 1, Map.of())).nearDuplicates().groups());
        assertEquals(0, describe(chain).equalImages().groups());
    }

    @Test
    void testFlatImagesAreDuplicatesWhereTheyAreEqual() throws IOException {
        final DatasetStatistics statistics = describe(List.of(image("a", RgbImage.black(8, 8)), image("b", RgbImage.black(8, 8)), image("c", RgbImage.black(9, 9))));
        assertEquals(1, statistics.nearDuplicates().groups());
        assertEquals(2, statistics.nearDuplicates().largestGroup());
    }

    @Test
    void testAugmentedSamplesAreNoDuplicatesAndNoOriginals() throws IOException {
        final DatasetStatistics statistics = describe(List.of(
                sample("a", Expression.FEAR, 1, metadata -> metadata.split(Split.TRAIN).votes(Map.of(Expression.FEAR, 1)).subject("S1")),
                sample("a1", Expression.FEAR, 1, metadata -> metadata.split(Split.TRAIN).votes(Map.of(Expression.FEAR, 1)).subject("S1")
                        .augmentation(new Augmentation("autocontrast() rotation(-3.5)", 7, "a"))),
                sample("a2", Expression.FEAR, 1, metadata -> metadata.split(Split.TEST).augmentation(new Augmentation("rotation(2)", 8, "a")))));

        assertEquals(0, statistics.equalImages().groups());
        assertEquals(new AugmentationStatistics(2, 1, Map.of("autocontrast", 1L, "rotation", 2L)), statistics.augmentation());
        assertEquals(1, statistics.votes().samples());
        assertEquals(1, statistics.subjects().samplesPerSubject().maximum());
        assertEquals(new BalanceStatistics.ClassBalance(Expression.FEAR, 1, 1, 1, 2), statistics.balance().classes().get(Expression.FEAR.id()));
        assertTrue(kinds(statistics).contains(DatasetWarning.Kind.AUGMENTED_OUTSIDE_TRAIN));
    }

    @Test
    void testBalanceWithKnownNumbersBefore() throws IOException {
        final DatasetStatistics statistics = describe(List.of(
                sample("a", Expression.FEAR, 1, metadata -> metadata.split(Split.TRAIN)),
                sample("b", Expression.ANGER, 2, metadata -> metadata.split(Split.TRAIN)),
                sample("c", Expression.ANGER, 3, metadata -> metadata.split(Split.TEST))), new DescribeSettings(0, 2, 1, 1, Map.of(Expression.FEAR, 30L, Expression.ANGER, 10L)));

        assertTrue(statistics.balance().beforeKnown());
        assertEquals(3, statistics.balance().ratioBefore());
        assertEquals(1, statistics.balance().ratioNow());
        assertEquals(new BalanceStatistics.ClassBalance(Expression.FEAR, 30, 1, 0, 1), statistics.balance().classes().get(Expression.FEAR.id()));
    }

    @Test
    void testVotesAndAffect() throws IOException {
        final DatasetStatistics statistics = describe(List.of(
                sample("a", Expression.FEAR, 1, metadata -> metadata.votes(Map.of(Expression.FEAR, 8, Expression.ANGER, 2)).affect(new Affect(-0.5, 1))),
                sample("b", Expression.FEAR, 2, metadata -> metadata.votes(Map.of(Expression.FEAR, 4, Expression.ANGER, 6)).affect(new Affect(0.25, 0))),
                sample("c", Expression.FEAR, 3, metadata -> metadata)));

        assertEquals(2, statistics.votes().samples());
        assertEquals(10, statistics.votes().votesPerSample());
        assertEquals(0.6, statistics.votes().agreement().mean(), 1e-12);
        assertEquals(0.4, statistics.votes().agreement().median(), 1e-12);
        assertEquals(1, statistics.votes().labelOutvoted());
        assertEquals(0.6, statistics.votes().agreementOf().get(Expression.FEAR), 1e-12);
        assertEquals(2, statistics.affect().samples());
        assertEquals(-0.125, statistics.affect().valence().mean(), 1e-12);
        assertEquals(List.of(new AffectStatistics.ClassAffect(Expression.FEAR, 2, -0.125, 0.5)), statistics.affect().classes());
    }

    @Test
    void testDamagedImageIsCountedAndNamed() throws IOException {
        final byte[] cut = Arrays.copyOf(TestSamples.png(1), 60);
        final DatasetStatistics statistics = describe(List.of(
                new Sample("broken", ImageFormat.PNG, cut, SampleMetadata.builder(Expression.FEAR).build()),
                sample("whole", Expression.FEAR, 2, metadata -> metadata)));

        assertEquals(2, statistics.samples());
        assertEquals(1, statistics.images().decoded());
        assertEquals(1, statistics.images().damaged());
        assertEquals("broken", statistics.images().damagedImages().getFirst().key());
        assertTrue(statistics.images().damagedImages().getFirst().problem().contains("broken"), statistics.images().damagedImages().toString());
        assertTrue(kinds(statistics).contains(DatasetWarning.Kind.DAMAGED_IMAGES));
    }

    @Test
    void testEmptyDatasetIsAnError() {
        final InvalidInputException error = assertThrows(InvalidInputException.class, () -> describe(List.of()));
        assertEquals("test.tar has no samples; there is nothing to describe", error.getMessage());
    }

    @Test
    void testSameForAnyNumberOfThreads() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            final int seed = number % 90;
            samples.add(sample("s" + number, Expression.ofId(number % 3), seed, metadata -> metadata.split(Split.values()[seed % 2]).source("source " + seed % 5)));
        }

        final DatasetDescription single = description(samples, new DescribeSettings(4, 6, 3, 1, Map.of()));
        final DatasetDescription several = description(samples, new DescribeSettings(4, 6, 3, 5, Map.of()));
        assertArrayEquals(single.statistics().toJson(), several.statistics().toJson());
        assertEquals(keys(single), keys(several));
        assertNotEquals(keys(single), keys(description(samples, new DescribeSettings(4, 6, 4, 1, Map.of()))));
    }

    @Test
    void testSheet() throws IOException {
        final List<Sample> samples = new ArrayList<>(List.of(
                image("large", new RgbImage(300, 100, new byte[300 * 100 * RgbImage.CHANNELS])),
                sample("first", Expression.FEAR, 1, metadata -> metadata.split(Split.TRAIN)),
                sample("again", Expression.ANGER, 1, metadata -> metadata.split(Split.TEST))));
        final SampleSheet sheet = description(samples, SETTINGS).sheet();

        final SampleImage small = sheet.originals().get(Expression.NEUTRAL).getFirst();
        assertEquals(96, small.width());
        assertEquals(32, small.height());
        assertEquals(96, ImageCodec.decode(small.png(), "thumbnail").width());
        assertEquals(1, sheet.conflicts().size());
        assertEquals("again", sheet.leaks().getFirst().image().key());
        assertEquals(2, sheet.leaks().getFirst().firstNumber());
        assertEquals("fear", sheet.leaks().getFirst().firstLabel());
        assertEquals("train", sheet.leaks().getFirst().firstSplit());
        final SampleSheet none = description(samples, new DescribeSettings(0, 2, 1, 1, Map.of())).sheet();
        assertEquals(new SampleSheet(Map.of(), List.of(), Map.of(), List.of(), List.of()), none);
    }

    @Test
    void testNoMoreThanAHundredSources() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 150; number++) {
            final String source = number + "x".repeat(number);
            samples.add(sample("s" + number, Expression.FEAR, number, metadata -> metadata.source(source)));
        }

        final List<SourceStatistics> sources = describe(samples).sources();
        assertEquals(101, sources.size());
        assertEquals(Sources.OTHERS, sources.getFirst().name());
        assertEquals(150, sources.stream().mapToLong(SourceStatistics::samples).sum());
    }

    @Test
    void testProgressCancels() throws IOException {
        final byte[] dataset = TestSamples.dataset(List.of(TestSamples.sample("a", Expression.FEAR, 1), TestSamples.sample("b", Expression.FEAR, 2)));
        final AtomicInteger done = new AtomicInteger();
        assertThrows(IllegalStateException.class, () -> DatasetDescriber.describe("test.tar", () -> new DatasetReader(new ByteArrayInputStream(dataset), "test.tar"),
                SETTINGS, () -> {
                    if (done.incrementAndGet() == 2) {
                        throw new IllegalStateException("stopped");
                    }
                }));
        assertEquals(2, done.get());
    }

    private static List<DatasetWarning.Kind> kinds(final DatasetStatistics statistics) {
        return statistics.warnings().stream().map(DatasetWarning::kind).toList();
    }

    private static List<String> keys(final DatasetDescription description) {
        return description.sheet().originals().values().stream().flatMap(List::stream).map(SampleImage::key).toList();
    }

    private interface Change {

        SampleMetadata.Builder apply(SampleMetadata.Builder metadata);
    }

    private static Sample sample(final String key, final Expression expression, final long seed, final Change change) {
        return new Sample(key, ImageFormat.PNG, TestSamples.png(seed), change.apply(SampleMetadata.builder(expression)).build());
    }

    private static Sample image(final String key, final RgbImage image) {
        return new Sample(key, ImageFormat.PNG, ImageCodec.encodePng(image), SampleMetadata.builder(Expression.NEUTRAL).build());
    }

    private static Sample hashed(final String key, final long seed, final long hash) {
        return sample(key, Expression.FEAR, seed, metadata -> metadata.perceptualHash(OptionalLong.of(hash)));
    }

    private static DatasetStatistics describe(final List<Sample> samples) throws IOException {
        return describe(samples, SETTINGS);
    }

    private static DatasetStatistics describe(final List<Sample> samples, final DescribeSettings settings) throws IOException {
        return description(samples, settings).statistics();
    }

    private static DatasetDescription description(final List<Sample> samples, final DescribeSettings settings) throws IOException {
        final byte[] dataset = TestSamples.dataset(samples);
        return DatasetDescriber.describe("test.tar", () -> new DatasetReader(new ByteArrayInputStream(dataset), "test.tar"), settings, ProgressListener.NONE);
    }
}
