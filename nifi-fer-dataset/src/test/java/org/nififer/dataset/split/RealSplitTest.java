package org.nififer.dataset.split;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.source.DatasetNormalizer;
import org.nififer.dataset.source.NormalizeSettings;
import org.nififer.dataset.source.SourceInput;
import org.nififer.dataset.split.SplitSettings.TooFewSamples;
import org.nififer.image.ImageCodec;
import org.nififer.image.PerceptualHash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Splits the published files, where they are at hand (the folder in the system property {@code fer.data}), and compares every image with every other one: no subject, no
 * image and no image that looks alike may be in two splits.
 */
class RealSplitTest {

    private static final int DISTANCE = SplitSettings.DEFAULT_NEAR_DISTANCE;

    @TempDir
    private Path folder;

    @Test
    void testExtendedCohnKanade() throws IOException {
        final DatasetSplitter.Summary summary = split("ck48.zip", new SplitSettings(9, 15, 1, TooFewSamples.ERROR, OptionalInt.of(DISTANCE)));

        assertEquals(63, summary.written().count(Optional.of(Split.VALIDATION)));
        assertEquals(105, summary.written().count(Optional.of(Split.TEST)));
        assertEquals(981, summary.written().total() + summary.totalLeftOut());
        assertNothingInTwoSplits(981 - (int) summary.totalLeftOut());
    }

    @Test
    void testFer2013() throws IOException {
        // Disgust has 486 samples, fewer than the paper's 500 and 500.
        final DatasetSplitter.Summary summary = split("fer2013.csv.zip", new SplitSettings(500, 500, 1, TooFewSamples.PROPORTIONAL, OptionalInt.of(DISTANCE)));

        assertEquals(Set.of(Expression.DISGUST), summary.tooFew());
        assertEquals(500, summary.written().count(Optional.of(Split.TEST), Expression.FEAR));
        assertEquals(0, summary.totalLeftOut());
        // The other six give 1,000 each of 31,524: 19 % of 486.
        assertEquals(93, summary.written().count(Optional.of(Split.VALIDATION), Expression.DISGUST) + summary.written().count(Optional.of(Split.TEST), Expression.DISGUST), 1);
        assertNothingInTwoSplits(32_010);
    }

    private DatasetSplitter.Summary split(final String name, final SplitSettings settings) throws IOException {
        final Path file = Path.of(System.getProperty("fer.data", "absent"), name);
        assumeTrue(Files.isRegularFile(file), () -> file + " is not there");
        final Path dataset = folder.resolve("dataset.tar");
        try (DatasetWriter writer = DatasetWriter.create(dataset)) {
            new DatasetNormalizer(writer, entry -> {
            }, ProgressListener.NONE, NormalizeSettings.DEFAULT).add(SourceInput.ofPath(file));
        }

        try (DatasetWriter writer = DatasetWriter.create(folder.resolve("split.tar"))) {
            return DatasetSplitter.split(() -> DatasetReader.open(dataset), writer, settings, ProgressListener.NONE);
        }
    }

    private void assertNothingInTwoSplits(final int samples) throws IOException {
        final List<Split> splits = new ArrayList<>();
        final List<Long> hashes = new ArrayList<>();
        final Map<String, Split> subjects = new HashMap<>();
        final Map<String, Split> images = new HashMap<>();
        int read = 0;
        try (DatasetReader reader = DatasetReader.open(folder.resolve("split.tar"))) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                final SampleMetadata metadata = sample.metadata();
                final Split split = metadata.split().orElseThrow();
                read++;
                assertEquals(split, images.computeIfAbsent(metadata.sha256().orElseThrow(), image -> split), sample.key());
                if (metadata.subject().isPresent()) {
                    assertEquals(split, subjects.computeIfAbsent(metadata.subject().get(), subject -> split), sample.key());
                }

                PerceptualHash.of(ImageCodec.decode(sample.image(), sample.key())).ifPresent(hash -> {
                    hashes.add(hash);
                    splits.add(split);
                });
            }
        }

        assertEquals(samples, read);
        assertEquals(0, nearPairsInTwoSplits(hashes.stream().mapToLong(Long::longValue).toArray(), splits.stream().mapToInt(Split::ordinal).toArray()));
    }

    /** Compares every hash with every other one. */
    private static long nearPairsInTwoSplits(final long[] hashes, final int[] splits) {
        long near = 0;
        long apart = 0;
        for (int first = 0; first < hashes.length; first++) {
            for (int second = first + 1; second < hashes.length; second++) {
                if (Long.bitCount(hashes[first] ^ hashes[second]) <= DISTANCE) {
                    near++;
                    apart += splits[first] == splits[second] ? 0 : 1;
                }
            }
        }

        assertTrue(near > 500, near + " pairs look alike");
        return apart;
    }
}
