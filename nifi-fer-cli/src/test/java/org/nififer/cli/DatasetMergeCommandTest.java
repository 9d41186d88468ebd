package org.nififer.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetMergeCommandTest extends CommandLineFixture {

    private Path first;
    private Path second;
    private Path target;

    /** The second dataset has an exact copy, a near-duplicate 4 bits away, and a copy with another expression. */
    @BeforeEach
    void writeDatasets() throws IOException {
        first = write("first.tar", sample("a", "ck+", Expression.FEAR, Split.TRAIN, 1, 0), sample("b", "ck+", Expression.ANGER, Split.TEST, 2, 0xFF));
        second = write("second.tar", sample("a", "fer", Expression.FEAR, Split.TEST, 1, 0), sample("c", "fer", Expression.ANGER, Split.TRAIN, 3, 0xF0),
                sample("d", "fer", Expression.SADNESS, Split.TEST, 2, 0xFF), sample("e", "fer", Expression.SADNESS, Split.TRAIN, 4, 0xFFFF00));
        target = directory.resolve("merged.tar");
    }

    private Path write(final String name, final Sample... samples) throws IOException {
        try (DatasetWriter writer = DatasetWriter.create(directory.resolve(name))) {
            for (final Sample sample : samples) {
                writer.write(sample);
            }
        }

        return directory.resolve(name);
    }

    private static Sample sample(final String key, final String source, final Expression expression, final Split split, final long image, final long hash) throws IOException {
        final Sample sample = SampleEncoding.PNG.sample(key, DrawnFaces.face(Expression.HAPPINESS, image, 16), SampleMetadata.builder(expression).source(source).split(split));
        return sample.withMetadata(sample.metadata().toBuilder().perceptualHash(OptionalLong.of(hash)).build());
    }

    @Test
    void testMergesAndReportsWhatItDropped() throws IOException {
        final Path duplicates = directory.resolve("duplicates.jsonl");
        assertEquals(0, run("--duplicates", duplicates.toString(), first.toString(), second.toString()), error::toString);

        assertTrue(output.toString().contains("Read 6 samples: 4 written, 2 dropped: 2 exact copies and 0 near-duplicates."), output.toString());
        assertTrue(output.toString().contains("2 have another source than the one that stayed, 1 are in another split, 1 have another expression."), output.toString());
        assertEquals(List.of("b", "a", "c", "e"), keys());
        final List<String> lines = Files.readAllLines(duplicates);
        assertEquals(2, lines.size());
        assertEquals(String.format(Locale.ROOT, """
                {"dataset":"%s","key":"a","source":"ck+","split":"train","expression":"fear","reason":"exact","distance":0,"conflict":false,\
                "duplicateOf":{"dataset":"%s","key":"a","source":"fer","split":"test","expression":"fear"}}""", first, second), lines.getFirst());
    }

    @Test
    void testNearDistanceAndConflicts() throws IOException {
        assertEquals(0, run("--near-distance", "4", "--conflicts", "drop-all", first.toString(), second.toString()), error::toString);
        assertTrue(output.toString().contains("Read 6 samples: 2 written, 4 dropped: 2 exact copies and 1 near-duplicates."), output.toString());
        assertTrue(output.toString().contains("1 more were dropped since copies of them have another expression."), output.toString());
        assertEquals(List.of("a", "e"), keys());
    }

    @Test
    void testOneInputLosesItsOwnCopies() throws IOException {
        final Path single = write("single.tar", sample("a", "ck+", Expression.FEAR, Split.TRAIN, 1, 0), sample("b", "ck+", Expression.FEAR, Split.TRAIN, 2, 3));
        assertEquals(0, run(single.toString()), error::toString);
        assertEquals(List.of("a"), keys());
        assertEquals(0, run("--keep-near-duplicates", single.toString()), error::toString);
        assertEquals(List.of("a", "b"), keys());
    }

    @Test
    void testWrongUse() throws IOException {
        assertEquals(2, run("--near-distance", "11", first.toString()));
        assertTrue(error.toString().contains("11"), error.toString());
        assertEquals(2, run("--conflicts", "guess", first.toString()));
        assertTrue(error.toString().contains("keep-first"), error.toString());
        assertEquals(2, run());
    }

    @Test
    void testReportOverwritesNothing() throws IOException {
        final byte[] before = Files.readAllBytes(first);
        assertEquals(1, run("--duplicates", first.toString(), first.toString(), second.toString()));
        assertArrayEquals(before, Files.readAllBytes(first));

        final Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        for (final Path report : List.of(target, link.resolve("merged.tar"))) {
            assertEquals(1, run("--duplicates", report.toString(), first.toString(), second.toString()));
            assertTrue(error.toString().contains("merged.tar is the output and the report; expected another file"), error.toString());
            assertTrue(Files.notExists(target));
        }
    }

    private List<String> keys() throws IOException {
        try (DatasetIndex index = DatasetIndex.open(target)) {
            return IntStream.range(0, index.size()).mapToObj(index::key).toList();
        }
    }

    private int run(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of("dataset", "merge", "--output", target.toString()));
        all.addAll(List.of(arguments));
        return execute(all.toArray(String[]::new));
    }
}
