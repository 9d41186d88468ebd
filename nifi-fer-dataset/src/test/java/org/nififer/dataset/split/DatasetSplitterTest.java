package org.nififer.dataset.split;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Augmentation;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.dataset.split.SplitSettings.TooFewSamples;
import org.nififer.drawing.DrawnFaces;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetSplitterTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @Test
    void testEqualNumbersOfEachClassThatOccurs() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            samples.add(TestSamples.sample("s" + number, number % 10 == 0 ? Expression.CONTEMPT : Expression.ofId(number % 3), number));
        }

        final DatasetSplitter.Summary summary = split(samples, settings(4, 7, 1));

        assertEquals(200, summary.read());
        assertEquals(0, summary.totalLeftOut());
        for (final Expression expression : List.of(Expression.FEAR, Expression.SADNESS, Expression.HAPPINESS, Expression.CONTEMPT)) {
            assertEquals(4, summary.written().count(Optional.of(Split.VALIDATION), expression));
            assertEquals(7, summary.written().count(Optional.of(Split.TEST), expression));
        }

        assertEquals(200 - 4 * 11, summary.written().count(Optional.of(Split.TRAIN)));
        assertEquals(0, summary.written().count(Expression.ANGER));
        final List<Sample> written = TestSamples.read(output.toByteArray());
        assertEquals(samples.stream().map(Sample::key).toList(), written.stream().map(Sample::key).toList());
        assertEquals(28, written.stream().filter(sample -> sample.metadata().split().equals(Optional.of(Split.TEST))).count());
    }

    @Test
    void testSubjectsAreInOneSplitAndExactNumbersAreFound() throws IOException {
        final DatasetSplitter.Summary summary = split(subjects(60, 3), settings(6, 12, 5));

        assertEquals(0, summary.totalLeftOut());
        assertEquals(6, summary.written().count(Optional.of(Split.VALIDATION), Expression.FEAR));
        assertEquals(12, summary.written().count(Optional.of(Split.TEST), Expression.SURPRISE));
        assertDisjoint(sample -> sample.metadata().subject().orElseThrow());
    }

    @Test
    void testSamplesBeyondTheNumberAreLeftOutAndCounted() throws IOException {
        // Subjects of three samples cannot add up to four.
        final DatasetSplitter.Summary summary = split(subjects(60, 3), settings(4, 4, 5));

        final long classes = 6;
        assertEquals(4 * classes, summary.written().count(Optional.of(Split.VALIDATION)));
        assertEquals(4 * classes, summary.written().count(Optional.of(Split.TEST)));
        assertTrue(summary.totalLeftOut() >= 4 * classes, summary.leftOut().toString());
        assertEquals(summary.read(), summary.written().total() + summary.totalLeftOut());
        assertDisjoint(sample -> sample.metadata().subject().orElseThrow());
    }

    @Test
    void testEqualImagesAndWhatTheyConnectStayTogether() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 300; number++) {
            // Each image occurs up to three times, also under other labels.
            samples.add(TestSamples.sample("s" + number, Expression.ofId(number % 2), number % 120));
        }

        final DatasetSplitter.Summary summary = split(samples, settings(20, 20, 3));

        assertEquals(40, summary.written().count(Optional.of(Split.TEST)));
        assertDisjoint(sample -> sample.metadata().sha256().orElseThrow());
    }

    @Test
    void testUnlabelledSamplesGoToTrainAndNeverBesideValidationOrTest() throws IOException {
        final List<Sample> samples = new ArrayList<>(subjects(60, 3));
        final int labelled = samples.size();
        // One more image of each subject, a copy of each second labelled image, and images of people who are not known.
        for (int number = 0; number < labelled; number += 2) {
            final Sample sample = samples.get(number);
            final SampleMetadata.Builder metadata = SampleMetadata.unlabelled().split(Split.TEST).source(sample.metadata().source().orElseThrow());
            samples.add(TestSamples.unlabelled("subject" + number, 5_000 + number).withMetadata(metadata.subject(sample.metadata().subject().orElseThrow()).build()));
            samples.add(new Sample("copy" + number, sample.format(), sample.image(), SampleMetadata.unlabelled().source("elsewhere").build()));
            samples.add(TestSamples.unlabelled("free" + number, 9_000 + number));
        }

        final DatasetSplitter.Summary summary = split(samples, settings(6, 12, 5));

        assertEquals(6, summary.written().count(Optional.of(Split.VALIDATION), Expression.FEAR));
        assertEquals(0, summary.written().unlabelled(Optional.of(Split.VALIDATION)) + summary.written().unlabelled(Optional.of(Split.TEST)));
        assertTrue(summary.unlabelledLeftOut() > 0);
        assertEquals(summary.unlabelledLeftOut(), summary.totalLeftOut());
        assertEquals(samples.size() - labelled, summary.written().unlabelled() + summary.unlabelledLeftOut());
        assertEquals(labelled / 2, TestSamples.read(output.toByteArray()).stream().filter(sample -> sample.key().startsWith("free")).count());
        assertDisjoint(sample -> sample.metadata().sha256().orElseThrow());
        assertDisjoint(sample -> sample.metadata().subject().map(subject -> sample.metadata().source() + subject).orElse(sample.key()));
    }

    @Test
    void testUnlabelledSamplesAloneAreRefused() {
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> split(List.of(TestSamples.unlabelled("a", 1), TestSamples.unlabelled("b", 2)), settings(1, 1, 1)));

        assertTrue(exception.getMessage().startsWith("All 2 samples are unlabelled; merge them with labelled ones first"), exception.getMessage());
    }

    @Test
    void testSeedDecides() throws IOException {
        final List<Sample> samples = subjects(30, 2);
        final byte[] first = splitBytes(samples, 1);

        assertArrayEquals(first, splitBytes(samples, 1));
        assertFalse(Arrays.equals(first, splitBytes(samples, 2)));
    }

    @Test
    void testTooFewSamples() {
        final List<Sample> samples = List.of(TestSamples.sample("a", Expression.FEAR, 1), TestSamples.sample("b", Expression.FEAR, 2));

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> split(samples, settings(1, 1, 1)));

        assertEquals(InvalidInputException.Code.INVALID_DATASET, exception.code());
        assertTrue(exception.getMessage().contains("fear has 2 samples; 1 for validation, 1 for test and at least 1 for train need 3"), exception.getMessage());
    }

    @Test
    void testTooFewSubjects() {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            samples.add(withSubject(TestSamples.sample("s" + number, Expression.FEAR, number), "S" + number % 2));
        }

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> split(samples, settings(5, 5, 1)));

        assertTrue(exception.getMessage().contains("without a subject or image in two splits"), exception.getMessage());
        assertTrue(exception.getMessage().endsWith("50 of the 100 samples belong together"), exception.getMessage());
    }

    @Test
    void testAugmentedSamplesAndEmptyDatasetAreRefused() {
        final Sample sample = TestSamples.sample("a", Expression.FEAR, 1);
        final SampleMetadata metadata = sample.metadata().toBuilder().augmentation(new Augmentation("rotation(1.0)", 1, "b")).build();

        final InvalidInputException augmented = assertThrows(InvalidInputException.class,
                () -> split(List.of(sample.withMetadata(metadata)), settings(1, 1, 1)));
        final InvalidInputException empty = assertThrows(InvalidInputException.class, () -> split(List.of(), settings(1, 1, 1)));

        assertTrue(augmented.getMessage().contains("before it is balanced"), augmented.getMessage());
        assertTrue(empty.getMessage().contains("no samples"), empty.getMessage());
    }

    @Test
    void testImpossibleSettings() {
        assertThrows(IllegalArgumentException.class, () -> settings(0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> settings(-1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SplitSettings(1, 1, 1, TooFewSamples.ERROR, OptionalInt.of(11)));
        assertThrows(IllegalArgumentException.class, () -> new SplitSettings(1, 1, 1, TooFewSamples.ERROR, OptionalInt.of(-1)));
    }

    @Test
    void testAClassWithTooFewGivesTheShareOfTheOthers() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 330; number++) {
            // 300 of fear and sadness, 20 of anger, 7 of disgust, 3 of contempt.
            final Expression expression = number < 300 ? Expression.ofId(number % 2) : number < 320 ? Expression.ANGER : number < 327 ? Expression.DISGUST : Expression.CONTEMPT;
            samples.add(TestSamples.sample("s" + number, expression, number));
        }

        final DatasetSplitter.Summary summary = split(samples, new SplitSettings(10, 20, 1, TooFewSamples.PROPORTIONAL, OptionalInt.empty()));

        assertEquals(EnumSet.of(Expression.ANGER, Expression.DISGUST, Expression.CONTEMPT), summary.tooFew());
        assertEquals(List.of(120L, 10L, 20L), counts(summary, Expression.FEAR));
        // The others give 60 of 300: a fifth, one part of three to validation.
        assertEquals(List.of(16L, 1L, 3L), counts(summary, Expression.ANGER));
        assertEquals(List.of(5L, 1L, 1L), counts(summary, Expression.DISGUST));
        assertEquals(List.of(3L, 0L, 0L), counts(summary, Expression.CONTEMPT));
        assertEquals(0, summary.totalLeftOut());
    }

    @Test
    void testNoClassWithTooFewGivesMoreThanHalf() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            samples.add(TestSamples.sample("s" + number, number < 31 ? Expression.FEAR : Expression.ANGER, number));
        }

        // Fear gives 30 of 31, and anger would give nearly all as well.
        final DatasetSplitter.Summary summary = split(samples, new SplitSettings(15, 15, 1, TooFewSamples.PROPORTIONAL, OptionalInt.empty()));
        assertEquals(List.of(1L, 15L, 15L), counts(summary, Expression.FEAR));
        assertEquals(List.of(5L, 2L, 2L), counts(summary, Expression.ANGER));

        output.reset();
        final DatasetSplitter.Summary allTooFew = split(samples, new SplitSettings(500, 500, 1, TooFewSamples.PROPORTIONAL, OptionalInt.empty()));
        assertEquals(List.of(16L, 7L, 8L), counts(allTooFew, Expression.FEAR));
        assertEquals(List.of(5L, 2L, 2L), counts(allTooFew, Expression.ANGER));
    }

    @Test
    void testAClassWithTooFewSubjectsGivesWhatWholeSubjectsAllow() throws IOException {
        final List<Sample> samples = subjects(60, 3);
        for (int number = 0; number < 100; number++) {
            // Plenty of samples, of three people; a fourth shows one only.
            samples.add(withSubject(TestSamples.sample("c" + number, Expression.CONTEMPT, 5000 + number), "C" + (number == 99 ? 3 : number % 3)));
        }

        final DatasetSplitter.Summary summary = split(samples, new SplitSettings(6, 6, 1, TooFewSamples.PROPORTIONAL, OptionalInt.empty()));

        assertEquals(EnumSet.noneOf(Expression.class), summary.tooFew());
        assertEquals(List.of(33L, 6L, 6L), counts(summary, Expression.CONTEMPT));
        assertDisjoint(sample -> sample.metadata().subject().orElseThrow());

        // Without the third person there is none left for training.
        samples.removeIf(sample -> List.of("C2", "C3").contains(sample.metadata().subject().orElseThrow()));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> split(samples, settings(6, 6, 1)));
        assertTrue(exception.getMessage().contains("least of all of contempt"), exception.getMessage());
        output.reset();
        final DatasetSplitter.Summary fewer = split(samples, new SplitSettings(6, 6, 1, TooFewSamples.PROPORTIONAL, OptionalInt.empty()));
        assertEquals(EnumSet.of(Expression.CONTEMPT), fewer.tooFew());
        assertEquals(66, counts(fewer, Expression.CONTEMPT).stream().mapToLong(Long::longValue).sum());
        assertTrue(counts(fewer, Expression.CONTEMPT).getFirst() >= 33, counts(fewer, Expression.CONTEMPT).toString());
        assertEquals(6, fewer.written().count(Optional.of(Split.TEST), Expression.FEAR));
        assertDisjoint(sample -> sample.metadata().subject().orElseThrow());
    }

    @Test
    void testDatasetWithoutSharesToGive() {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 50; number++) {
            samples.add(withSubject(TestSamples.sample("s" + number, Expression.FEAR, number), "one"));
        }

        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> split(samples, new SplitSettings(5, 5, 1, TooFewSamples.PROPORTIONAL, OptionalInt.empty())));
        assertTrue(exception.getMessage().contains("No class has enough samples or subjects"), exception.getMessage());
    }

    @Test
    void testImagesThatLookAlikeStayTogether() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int face = 0; face < 60; face++) {
            // Four images of each face that differ in single pixels: none has the bytes of another one.
            final RgbImage image = DrawnFaces.face(Expression.ofId(face % 2), face, 48);
            for (int copy = 0; copy < 4; copy++) {
                image.pixels()[3 * copy + 3000]++;
                final SampleMetadata.Builder metadata = SampleMetadata.builder(Expression.ofId(face % 2));
                final Sample sample = SampleEncoding.PNG.sample(String.format(Locale.ROOT, "f%d-%d", face, copy), image, metadata);
                // Other programs leave the hash out.
                samples.add(copy == 0 ? sample.withMetadata(sample.metadata().toBuilder().perceptualHash(OptionalLong.empty()).build()) : sample);
            }
        }

        final DatasetSplitter.Summary near = split(samples, new SplitSettings(8, 8, 1, TooFewSamples.ERROR, OptionalInt.of(2)));
        assertEquals(16, near.written().count(Optional.of(Split.TEST)));
        assertDisjoint(sample -> sample.key().substring(0, sample.key().indexOf('-')));

        output.reset();
        split(samples, settings(8, 8, 1));
        assertThrows(AssertionError.class, () -> assertDisjoint(sample -> sample.key().substring(0, sample.key().indexOf('-'))));
    }

    private static List<Long> counts(final DatasetSplitter.Summary summary, final Expression expression) {
        return Arrays.stream(Split.values()).map(split -> summary.written().count(Optional.of(split), expression)).toList();
    }

    private static SplitSettings settings(final int validationPerClass, final int testPerClass, final long seed) {
        return new SplitSettings(validationPerClass, testPerClass, seed, TooFewSamples.ERROR, OptionalInt.empty());
    }

    /** Subjects who each show some of six expressions in several frames. */
    private static List<Sample> subjects(final int count, final int frames) {
        final List<Sample> samples = new ArrayList<>();
        for (int subject = 0; subject < count; subject++) {
            for (int expression = 0; expression < 6; expression++) {
                for (int frame = 0; frame < frames && (subject + expression) % 3 != 0; frame++) {
                    final String key = String.format(Locale.ROOT, "S%03d_%d_%d", subject, expression, frame);
                    samples.add(withSubject(TestSamples.sample(key, Expression.ofId(expression), key.hashCode()), "S" + subject));
                }
            }
        }

        return samples;
    }

    private static Sample withSubject(final Sample sample, final String subject) {
        return sample.withMetadata(sample.metadata().toBuilder().subject(subject).build());
    }

    private DatasetSplitter.Summary split(final List<Sample> samples, final SplitSettings settings) throws IOException {
        final byte[] dataset = TestSamples.dataset(samples);
        try (DatasetWriter writer = new DatasetWriter(output)) {
            return DatasetSplitter.split(() -> new DatasetReader(new ByteArrayInputStream(dataset), "test.tar"), writer, settings, ProgressListener.NONE);
        }
    }

    private byte[] splitBytes(final List<Sample> samples, final long seed) throws IOException {
        output.reset();
        split(samples, settings(4, 4, seed));
        return output.toByteArray();
    }

    private void assertDisjoint(final Function<Sample, String> identity) throws IOException {
        final Map<String, Split> splits = new HashMap<>();
        for (final Sample sample : TestSamples.read(output.toByteArray())) {
            final Split split = sample.metadata().split().orElseThrow();
            assertEquals(split, splits.computeIfAbsent(identity.apply(sample), same -> split), sample.key());
        }

        assertEquals(3, splits.values().stream().collect(Collectors.toSet()).size());
    }
}
