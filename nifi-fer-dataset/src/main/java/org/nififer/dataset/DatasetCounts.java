package org.nififer.dataset;

import org.nififer.common.Expression;

import java.util.Arrays;
import java.util.Optional;

/**
 * How many samples a dataset has of each split and expression, and unlabelled ones of each split. Not thread-safe.
 */
public final class DatasetCounts {

    private static final int SPLITS = Split.values().length;

    /** One row for each split and one for samples without. */
    private final long[][] counts = new long[SPLITS + 1][SampleLabels.COUNT];

    /** Counts one more sample. */
    public void add(final SampleMetadata metadata) {
        counts[row(metadata.split())][SampleLabels.number(metadata.expression())]++;
    }

    /** The samples of a split, or of none where it is empty, that show an expression. */
    public long count(final Optional<Split> split, final Expression expression) {
        return counts[row(split)][expression.id()];
    }

    /** The unlabelled samples of a split, or of none where it is empty. */
    public long unlabelled(final Optional<Split> split) {
        return counts[row(split)][SampleLabels.number(Optional.empty())];
    }

    /** All unlabelled samples. */
    public long unlabelled() {
        return Arrays.stream(counts).mapToLong(row -> row[SampleLabels.number(Optional.empty())]).sum();
    }

    /** All samples of a split, or of none where it is empty, the unlabelled ones included. */
    public long count(final Optional<Split> split) {
        return Arrays.stream(counts[row(split)]).sum();
    }

    /** All samples that show an expression. */
    public long count(final Expression expression) {
        return Arrays.stream(counts).mapToLong(row -> row[expression.id()]).sum();
    }

    /** All samples, the unlabelled ones included. */
    public long total() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    private static int row(final Optional<Split> split) {
        return split.map(Split::ordinal).orElse(SPLITS);
    }
}
