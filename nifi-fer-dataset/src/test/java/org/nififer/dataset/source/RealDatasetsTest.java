package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Split;
import org.nififer.dataset.split.DatasetSplitter;
import org.nififer.dataset.split.SplitSettings;
import org.nififer.dataset.split.SplitSettings.TooFewSamples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The published files, where they are at hand: the folder in the system property {@code fer.data}.
 */
class RealDatasetsTest {

    private final List<InvalidEntry> invalid = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void testExtendedCohnKanade() throws IOException {
        final Path output = folder.resolve("ck48.tar");
        final DatasetNormalizer.Summary summary = normalize("ck48.zip", output);

        assertEquals(981, summary.read());
        assertEquals(0, summary.invalid());
        assertEquals(118, summary.subjects());
        assertEquals(135, summary.written().count(Expression.ANGER));
        assertEquals(54, summary.written().count(Expression.CONTEMPT));
        assertEquals(249, summary.written().count(Expression.SURPRISE));
        try (DatasetIndex index = DatasetIndex.open(output)) {
            assertEquals(981, index.size());
        }

        assertSubjectDisjointSplit(output, folder.resolve("split.tar"));
    }

    /** 9 of each class are three sequences of three frames; the rarest class, contempt, has 18. */
    private static void assertSubjectDisjointSplit(final Path input, final Path output) throws IOException {
        try (DatasetWriter writer = DatasetWriter.create(output)) {
            final SplitSettings settings = new SplitSettings(9, 9, 1, TooFewSamples.ERROR, OptionalInt.empty());
            final DatasetSplitter.Summary summary = DatasetSplitter.split(() -> DatasetReader.open(input), writer, settings, ProgressListener.NONE);
            assertEquals(63, summary.written().count(Optional.of(Split.VALIDATION)));
            assertEquals(63, summary.written().count(Optional.of(Split.TEST)));
            assertEquals(981 - 126, summary.written().count(Optional.of(Split.TRAIN)));
        }

        try (DatasetIndex index = DatasetIndex.open(output)) {
            final Map<String, Split> splits = new HashMap<>();
            for (int sample = 0; sample < index.size(); sample++) {
                final Split split = index.split(sample).orElseThrow();
                assertEquals(split, splits.computeIfAbsent(index.subject(sample).orElseThrow(), subject -> split));
            }
        }
    }

    @Test
    void testFer2013() throws IOException {
        final DatasetNormalizer.Summary summary = normalize("fer2013.csv.zip", folder.resolve("fer2013.tar"));

        assertEquals(32_298, summary.read());
        assertEquals(288, summary.invalid());
        assertEquals(288, invalid.size());
        assertEquals(28_709 - 265, summary.written().count(Optional.of(Split.TRAIN)));
        assertEquals(3_589 - 23, summary.written().count(Optional.of(Split.VALIDATION)));
        assertTrue(invalid.stream().allMatch(entry -> entry.where().startsWith("fer2013.csv.zip, fer2013.csv, line ")), invalid.getFirst().where());
    }

    /** The counts of the publishers' own rule, less the rows without pixels; the label file goes on to rows that this table does not have. */
    @Test
    void testFerPlus() throws IOException {
        final DatasetNormalizer.Summary summary = normalize("fer2013.csv.zip", folder.resolve("ferplus.tar"), Optional.of("fer2013new.csv"), RowsWithoutMajority.DROP);

        assertEquals(32_298, summary.read());
        assertEquals(4_039, invalid.stream().filter(entry -> "label".equals(entry.what())).count());
        assertEquals(97, invalid.stream().filter(entry -> "pixels".equals(entry.what())).count());
        assertEquals(4_136, summary.invalid());
        assertEquals(24_974, summary.written().count(Optional.of(Split.TRAIN)));
        assertEquals(3_188, summary.written().count(Optional.of(Split.VALIDATION)));
        assertEquals(List.of(593L, 3_337L, 8_146L, 2_378L, 143L, 3_534L, 9_899L, 132L), Expression.all().stream().map(summary.written()::count).toList());
        assertEquals(Map.of("rows of the labels beyond the table", 3_589L), summary.ignored());
    }

    @Test
    void testFerPlusWithRowsWithoutMajority() throws IOException {
        final DatasetNormalizer.Summary summary = normalize("fer2013.csv.zip", folder.resolve("ferplus.tar"), Optional.of("fer2013new.csv"), RowsWithoutMajority.KEEP);

        assertEquals(32_298, summary.read());
        assertEquals(290, summary.invalid());
        assertEquals(List.of(861L, 4_171L, 8_425L, 2_927L, 274L, 3_980L, 11_178L, 192L), Expression.all().stream().map(summary.written()::count).toList());
    }

    /** Photos in colour with a table of labels, many of them from Labeled Faces in the Wild. */
    @Test
    void testTableOfFileNamesAndLabels() throws IOException {
        final DatasetNormalizer.Summary summary = normalize("muxspace.zip", folder.resolve("muxspace.tar"));

        assertEquals(8_732, summary.read());
        assertEquals(0, summary.invalid(), invalid::toString);
        assertEquals(List.of(0L, 41L, 3_922L, 44L, 2L, 136L, 4_587L, 0L), Expression.all().stream().map(summary.written()::count).toList());
        assertEquals(Map.of("other files", 1L), summary.ignored());
        assertEquals(List.of(), summary.notes());
        assertEquals(5_097, summary.subjects());
    }

    private DatasetNormalizer.Summary normalize(final String name, final Path output) throws IOException {
        return normalize(name, output, Optional.empty(), RowsWithoutMajority.DROP);
    }

    private DatasetNormalizer.Summary normalize(final String name, final Path output, final Optional<String> annotations, final RowsWithoutMajority withoutMajority)
            throws IOException {
        final SourceInput input = input(name);
        final NormalizeSettings defaults = NormalizeSettings.DEFAULT;
        final NormalizeSettings settings = new NormalizeSettings(SourceFormat.AUTO, Optional.empty(), withoutMajority, defaults.labelledFrames(), true,
                defaults.encoding(), defaults.threads(), defaults.limits());
        try (DatasetWriter writer = DatasetWriter.create(output)) {
            final DatasetNormalizer normalizer = new DatasetNormalizer(writer, invalid::add, ProgressListener.NONE, settings);
            if (annotations.isPresent()) {
                normalizer.add(input, input(annotations.get()));
            } else {
                normalizer.add(input);
            }

            assertEquals(normalizer.summary().read(), writer.count() + invalid.size());
            return normalizer.summary();
        }
    }

    private static SourceInput input(final String name) {
        final Path file = Path.of(System.getProperty("fer.data", "absent"), name);
        assumeTrue(Files.isRegularFile(file), () -> file + " is not there");
        return SourceInput.ofPath(file);
    }
}
