package org.nififer.dataset.merge;

import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.TestSamples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A merge of datasets in memory, which are named by their numbers from 0.
 *
 * @param keys    of the samples that were written
 * @param dropped such as {@code 1:key NEAR 0:other 2 conflict}
 */
record MergeRun(DatasetMerger.Summary summary, List<String> keys, List<String> dropped) {

    @SafeVarargs
    static MergeRun of(final MergeSettings settings, final List<Sample>... inputs) throws IOException {
        final byte[][] files = new byte[inputs.length][];
        for (int input = 0; input < inputs.length; input++) {
            files[input] = TestSamples.dataset(inputs[input]);
        }

        return ofFiles(settings, ProgressListener.NONE, files);
    }

    static MergeRun ofFiles(final MergeSettings settings, final ProgressListener progress, final byte[]... files) throws IOException {
        final List<DatasetMerger.Input> inputs = new ArrayList<>();
        for (final byte[] file : files) {
            final String name = Integer.toString(inputs.size());
            inputs.add(new DatasetMerger.Input(name, () -> new DatasetReader(new ByteArrayInputStream(file), name)));
        }

        return of(settings, inputs, progress);
    }

    /** One input whose content is another one each time it is opened. */
    static MergeRun ofChanging(final MergeSettings settings, final byte[]... contents) throws IOException {
        final Iterator<byte[]> next = List.of(contents).iterator();
        return of(settings, List.of(new DatasetMerger.Input("0", () -> new DatasetReader(new ByteArrayInputStream(next.next()), "0"))), ProgressListener.NONE);
    }

    private static MergeRun of(final MergeSettings settings, final List<DatasetMerger.Input> inputs, final ProgressListener progress) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        final List<String> dropped = new ArrayList<>();
        final DatasetMerger.Summary summary;
        try (DatasetWriter writer = new DatasetWriter(output)) {
            summary = DatasetMerger.merge(inputs, writer, settings, sample -> dropped.add(text(sample)), progress);
        }

        final List<String> keys = TestSamples.read(output.toByteArray()).stream().map(Sample::key).toList();
        assertEquals(summary.written().total(), keys.size());
        assertEquals(summary.dropped(), dropped.size());
        assertEquals(summary.read(), keys.size() + dropped.size());
        return new MergeRun(summary, keys, dropped);
    }

    private static String text(final DroppedSample dropped) {
        return String.format(Locale.ROOT, "%s:%s %s %s:%s %d%s", dropped.sample().dataset(), dropped.sample().key(), dropped.reason(), dropped.duplicateOf().dataset(),
                dropped.duplicateOf().key(), dropped.distance(), dropped.isConflicting() ? " conflict" : "");
    }
}
