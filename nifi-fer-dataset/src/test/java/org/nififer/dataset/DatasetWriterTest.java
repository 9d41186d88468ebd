package org.nififer.dataset;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.Sha256;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetWriterTest {

    @Test
    void testEverythingIsReadBack() throws IOException {
        final SampleMetadata metadata = SampleMetadata.builder(Expression.CONTEMPT)
                .votes(Map.of(Expression.CONTEMPT, 4, Expression.FEAR, 3)).otherVotes(3).hasMajority(false).original(Optional.of(Expression.NEUTRAL))
                .split(Split.VALIDATION).source("a \"source\"").subject("主体 1").box(new BoundingBox(-1.5, 2, 3.25, 4))
                .augmentation(new Augmentation("rotation(1.5)", Long.MIN_VALUE, "other")).build();
        final Sample sample = new Sample("顔/é-1", ImageFormat.JPEG, new byte[] {1, 2, 3}, metadata);

        final Sample read = TestSamples.read(TestSamples.dataset(List.of(sample))).getFirst();

        assertEquals(sample.key(), read.key());
        assertEquals(ImageFormat.JPEG, read.format());
        assertArrayEquals(sample.image(), read.image());
        assertEquals(metadata.toBuilder().sha256("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81").build(), read.metadata());
    }

    @Test
    void testAbsentValuesAreOmittedAndEntriesCarryNothingOfTheMachine() throws IOException {
        final byte[] dataset = TestSamples.dataset(List.of(TestSamples.sample("a", Expression.FEAR, 1)));

        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(dataset))) {
            final TarArchiveEntry image = tar.getNextEntry();
            assertEquals("a.png", image.getName());
            assertEquals(0, image.getLastModifiedTime().toMillis());
            assertEquals(0, image.getLongUserId());
            assertEquals("", image.getUserName());
            assertEquals("a.json", tar.getNextEntry().getName());
            assertEquals(String.format(Locale.ROOT, "{\"expression\":\"fear\",\"source\":\"test\",\"sha256\":\"%s\"}", Sha256.hex(TestSamples.png(1))),
                    new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void testSameSamplesGiveSameBytes() throws IOException {
        final List<Sample> samples = List.of(TestSamples.sample("a", Expression.FEAR, 1), TestSamples.sample("x".repeat(180), Expression.FEAR, 2));

        assertArrayEquals(TestSamples.dataset(samples), TestSamples.dataset(samples));
        assertEquals("x".repeat(180), TestSamples.read(TestSamples.dataset(samples)).getLast().key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a/b.c", "../a", "./a", "a/../b", "a/./b", "a/..", "/a", "a//b", "a/", "a\\b", "a\nb"})
    void testInvalidKeyIsRefused(final String key) throws IOException {
        try (DatasetWriter writer = new DatasetWriter(new ByteArrayOutputStream())) {
            final Sample sample = TestSamples.sample(key, Expression.FEAR, 1);
            assertEquals(InvalidInputException.Code.INVALID_DATASET, assertThrows(InvalidInputException.class, () -> writer.write(sample)).code());
            assertThrows(InvalidInputException.class, () -> writer.writeUnderFreeKey(sample));
            assertEquals(0, writer.count());
        }
    }

    @Test
    void testFoldersMayHaveDots() throws IOException {
        final String key = "imagenet-1.0/.hidden/a..b/c";

        assertEquals(key, TestSamples.read(TestSamples.dataset(List.of(TestSamples.sample(key, Expression.FEAR, 1)))).getFirst().key());
    }

    @Test
    void testImageThatNoReaderTakesIsRefused() throws IOException {
        try (DatasetWriter writer = new DatasetWriter(OutputStream.nullOutputStream())) {
            final SampleMetadata metadata = SampleMetadata.builder(Expression.FEAR).build();
            final Sample large = new Sample("large", ImageFormat.JPEG, new byte[Sample.MAXIMUM_IMAGE_BYTES + 1], metadata);
            for (final Executable write : List.<Executable>of(() -> writer.write(large), () -> writer.writeUnderFreeKey(large))) {
                final InvalidInputException exception = assertThrows(InvalidInputException.class, write);
                assertEquals("The image of sample 'large' has 67108865 bytes; at most 67108864 are allowed", exception.getMessage());
            }

            writer.write(new Sample("large", ImageFormat.JPEG, new byte[Sample.MAXIMUM_IMAGE_BYTES], metadata));
            assertEquals(1, writer.count());
        }
    }

    @Test
    void testTakenKey() throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (DatasetWriter writer = new DatasetWriter(output)) {
            writer.write(TestSamples.sample("a", Expression.FEAR, 1));
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> writer.write(TestSamples.sample("a", Expression.ANGER, 2)));
            assertTrue(exception.getMessage().contains("'a' occurs twice"), exception.getMessage());

            final String key = writer.writeUnderFreeKey(TestSamples.sample("a", Expression.ANGER, 2));
            final String other = writer.writeUnderFreeKey(TestSamples.sample("a", Expression.ANGER, 3));
            assertTrue(key.startsWith("a-") && other.startsWith("a-"), key + " " + other);
            assertNotEquals(key, other);
            assertEquals(3, writer.count());
        }

        assertEquals(3, TestSamples.read(output.toByteArray()).size());
    }
}
