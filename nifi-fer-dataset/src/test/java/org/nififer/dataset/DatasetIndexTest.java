package org.nififer.dataset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.augmentation.AugmentationPolicy;
import org.nififer.augmentation.RotationBorder;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.Sha256;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetIndexTest {

    @TempDir
    private Path folder;

    @Test
    void testImagesAndLabelsInAnyOrderFromManyThreads() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            final Expression expression = Expression.ofId(number % 8);
            // Long and non-Latin keys bring extra headers, which must not shift the places.
            final String key = number % 3 == 0 ? "顔".repeat(60) + number : "sample-" + number;
            final SampleMetadata metadata = SampleMetadata.builder(expression).subject("S" + number % 5).split(Split.values()[number % 3])
                    .votes(number == 7 ? Map.of(Expression.FEAR, 4) : Map.of()).build();
            samples.add(new Sample(key, ImageFormat.PNG, TestSamples.png(number), metadata));
        }

        final Path file = write("many.tar", samples);
        try (DatasetIndex index = DatasetIndex.open(file)) {
            assertEquals(100, index.size());
            assertEquals(Map.of(Expression.FEAR, 4), index.votes(7));
            assertEquals(Map.of(), index.votes(8));
            assertEquals(33, index.samples(Split.TEST).length);
            final List<byte[]> images = IntStream.range(0, 1000).parallel().mapToObj(number -> image(index, number * 37 % 100)).toList();
            for (int number = 0; number < images.size(); number++) {
                assertArrayEquals(samples.get(number * 37 % 100).image(), images.get(number));
            }

            for (int number = 0; number < 100; number++) {
                assertEquals(samples.get(number).key(), index.key(number));
                assertEquals(samples.get(number).metadata().expression(), index.expression(number));
                assertEquals(samples.get(number).metadata().split(), index.split(number));
                assertEquals(samples.get(number).metadata().subject(), index.subject(number));
            }
        }
    }

    @Test
    void testUnlabelledSamplesHaveNoExpression() throws IOException {
        final Sample unlabelled = TestSamples.unlabelled("u", 2);
        final Path file = folder.resolve("unlabelled.tar");
        Files.write(file, TestSamples.dataset(List.of(TestSamples.sample("a", Expression.FEAR, 1), unlabelled)));
        try (DatasetIndex index = DatasetIndex.open(file)) {
            assertEquals(Optional.of(Expression.FEAR), index.expression(0));
            assertEquals(Optional.empty(), index.expression(1));
            assertEquals(Map.of(), index.votes(1));
        }

        assertNotEquals(fingerprint("one.tar", unlabelled), fingerprint("two.tar", TestSamples.sample("u", Expression.FEAR, 2)));
    }

    /** What a version without unlabelled samples has computed. */
    @Test
    void testTheFingerprintOfLabelledSamplesIsWhatItAlwaysWas() throws IOException {
        final String line = String.format(Locale.ROOT, "a\t%s\tfear\ttrain\t{FEAR=3, ANGER=1}\n", Sha256.hex(TestSamples.png(1)));
        final SampleMetadata metadata = SampleMetadata.builder(Expression.FEAR).split(Split.TRAIN).votes(Map.of(Expression.ANGER, 1, Expression.FEAR, 3)).build();

        assertEquals(Sha256.hex(line.getBytes(StandardCharsets.UTF_8)), fingerprint("one.tar", TestSamples.sample("a", Expression.FEAR, 1).withMetadata(metadata)));
    }

    @Test
    void testFingerprintFollowsContentAndLabelsOnly() throws IOException {
        final Sample sample = TestSamples.sample("a", Expression.FEAR, 1);
        final String fingerprint = fingerprint("one.tar", sample);

        assertEquals(64, fingerprint.length());
        assertEquals(fingerprint, fingerprint("same.tar", sample));
        assertEquals(fingerprint, fingerprint("source.tar", sample.withMetadata(SampleMetadata.builder(Expression.FEAR).source("elsewhere").build())));
        assertNotEquals(fingerprint, fingerprint("key.tar", TestSamples.sample("b", Expression.FEAR, 1)));
        assertNotEquals(fingerprint, fingerprint("label.tar", TestSamples.sample("a", Expression.ANGER, 1)));
        assertNotEquals(fingerprint, fingerprint("image.tar", TestSamples.sample("a", Expression.FEAR, 2)));
        for (final SampleMetadata.Builder metadata : List.of(SampleMetadata.builder(Expression.FEAR).otherVotes(1), SampleMetadata.builder(Expression.FEAR).hasMajority(false),
                SampleMetadata.builder(Expression.FEAR).original(Optional.of(Expression.FEAR)))) {
            assertNotEquals(fingerprint, fingerprint("votes.tar", sample.withMetadata(metadata.build())));
        }

        assertNotEquals(fingerprint, fingerprint("split.tar", sample.withMetadata(SampleMetadata.builder(Expression.FEAR).split(Split.TEST).build())));
    }

    @Test
    void testRotationBorderIsThatOfTheAugmentedSamples() throws IOException {
        final Sample original = TestSamples.sample("a", Expression.FEAR, 1);
        try (DatasetIndex index = DatasetIndex.open(write("original.tar", List.of(original)))) {
            assertEquals(AugmentationPolicy.DEFAULT_ROTATION_BORDER, index.rotationBorder());
        }

        try (DatasetIndex index = DatasetIndex.open(write("replicate.tar", List.of(original, augmented("rotation(3.0,replicate)"))))) {
            assertEquals(RotationBorder.REPLICATE, index.rotationBorder());
        }

        try (DatasetIndex index = DatasetIndex.open(write("black.tar", List.of(original, augmented("autocontrast() rotation(3.0)"))))) {
            assertEquals(RotationBorder.BLACK, index.rotationBorder());
        }
    }

    private static Sample augmented(final String operation) {
        final Sample sample = TestSamples.sample("b", Expression.FEAR, 2);
        return sample.withMetadata(sample.metadata().toBuilder().augmentation(new Augmentation(operation, 1, "a")).build());
    }

    @Test
    void testFileThatShrinksWhileInUse() throws IOException {
        final Path file = write("shrinks.tar", List.of(TestSamples.sample("a", Expression.FEAR, 1)));
        try (DatasetIndex index = DatasetIndex.open(file); FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(600);
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> index.image(0));
            assertTrue(exception.getMessage().contains("shrinks.tar") && exception.getMessage().contains("'a'"), exception.getMessage());
        }
    }

    private String fingerprint(final String name, final Sample sample) throws IOException {
        try (DatasetIndex index = DatasetIndex.open(write(name, List.of(sample)))) {
            return index.fingerprint();
        }
    }

    private Path write(final String name, final List<Sample> samples) throws IOException {
        return Files.write(folder.resolve(name), TestSamples.dataset(samples));
    }

    private static byte[] image(final DatasetIndex index, final int sample) {
        try {
            return index.image(sample);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }
}
