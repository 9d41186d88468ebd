package org.nififer.dataset.statistics;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;

import java.io.IOException;
import java.util.Locale;

/**
 * Describes a dataset in one pass over it. About 100 bytes a sample are held, and the few images that are drawn for the sheet.
 */
public final class DatasetDescriber {

    /** What a sample holds beside its image while it waits. */
    private static final int OVERHEAD_BYTES = 2048;

    private DatasetDescriber() {
    }

    /**
     * Reads a dataset and tells what it is. Images that cannot be decoded are counted and named; all else of them is counted as well.
     *
     * @param name     what the description and error messages call the dataset
     * @param progress told of each sample
     * @throws InvalidInputException where the dataset is not a whole, valid one (see {@link DatasetReader}) or has no samples
     */
    public static DatasetDescription describe(final String name, final DatasetSource input, final DescribeSettings settings, final ProgressListener progress)
            throws IOException {
        final StatisticsCollector collector = new StatisticsCollector(settings);
        final DatasetReader.Others others;
        try (DatasetReader reader = input.open(); OrderedExecutor<ImageMeasurement> threads = new OrderedExecutor<>(settings.threads(), collector::add)) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                final Sample measured = sample;
                threads.submit(sample.image().length + OVERHEAD_BYTES, () -> ImageMeasurement.of(measured));
                progress.sampleDone();
            }

            threads.finish();
            others = reader.others();
        }

        if (collector.count() == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s has no samples; there is nothing to describe", name));
        }

        return collector.description(name, others, progress);
    }
}
