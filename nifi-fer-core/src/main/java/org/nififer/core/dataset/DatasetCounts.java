package org.nififer.core.dataset;

import org.nififer.core.Expression;

import java.util.Arrays;
import java.util.Optional;

/**
 * How many samples a dataset has of each split and expression. Not thread-safe.
 */
public final class DatasetCounts {

    private static final int SPLITS = Split.values().length;

    /** One row for each split and one for samples without. */
    private final long[][] counts = new long[SPLITS + 1][Expression.all().size()];

    void add(final Optional<Split> split, final Expression expression) {
        counts[row(split)][expression.id()]++;
    }

    /** Counts one more sample. */
    public void add(final SampleMetadata metadata) {
        add(metadata.split(), metadata.expression());
    }

    /** The samples of a split, or of none where it is empty, that show an expression. */
    public long count(final Optional<Split> split, final Expression expression) {
        return counts[row(split)][expression.id()];
    }

    /** All samples of a split, or of none where it is empty. */
    public long count(final Optional<Split> split) {
        return Arrays.stream(counts[row(split)]).sum();
    }

    /** All samples that show an expression. */
    public long count(final Expression expression) {
        return Arrays.stream(counts).mapToLong(row -> row[expression.id()]).sum();
    }

    /** All samples. */
    public long total() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    private static int row(final Optional<Split> split) {
        return split.map(Split::ordinal).orElse(SPLITS);
    }
}
