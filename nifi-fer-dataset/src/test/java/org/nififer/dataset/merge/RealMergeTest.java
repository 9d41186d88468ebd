package org.nififer.dataset.merge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;
import org.nififer.dataset.source.DatasetNormalizer;
import org.nififer.dataset.source.NormalizeSettings;
import org.nififer.dataset.source.SourceInput;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The copies in the published files, where they are at hand: the folder in the system property {@code fer.data}.
 */
class RealMergeTest {

    @TempDir
    private Path folder;

    @Test
    void testFer2013RepeatsImagesAcrossItsSplits() throws IOException {
        final List<DatasetMerger.Input> inputs = List.of(normalized("fer2013.csv.zip"), normalized("ck48.zip"));
        final List<DroppedSample> dropped = new ArrayList<>();
        try (DatasetWriter output = new DatasetWriter(OutputStream.nullOutputStream())) {
            final DatasetMerger.Summary summary = DatasetMerger.merge(inputs, output, new MergeSettings(OptionalInt.empty(), ConflictPolicy.KEEP_FIRST), dropped::add,
                    ProgressListener.NONE);
            assertEquals(32_010 + 981, summary.read());
            assertEquals(1_461, summary.exact());
            assertEquals(325, summary.acrossSplits());
            assertEquals(0, summary.conflicts());
            assertEquals(0, summary.near());
            assertEquals(0, summary.acrossSources());
            assertEquals(summary.exact(), dropped.size());
            assertEquals(dropped.stream().filter(sample -> !sample.sample().split().equals(sample.duplicateOf().split())).count(), summary.acrossSplits());
        }
    }

    private DatasetMerger.Input normalized(final String name) throws IOException {
        final Path file = Path.of(System.getProperty("fer.data", "absent"), name);
        assumeTrue(Files.isRegularFile(file), () -> file + " is not there");
        final Path output = folder.resolve(name + ".tar");
        try (DatasetWriter writer = DatasetWriter.create(output)) {
            final DatasetNormalizer normalizer = new DatasetNormalizer(writer, invalid -> { }, ProgressListener.NONE, NormalizeSettings.DEFAULT);
            normalizer.add(SourceInput.ofPath(file));
        }

        return new DatasetMerger.Input(name, () -> DatasetReader.open(output));
    }
}
