package org.nififer.core.dataset.source;

import org.apache.commons.csv.CSVRecord;
import org.nififer.core.dataset.Split;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The label file of FER+, {@code fer2013new.csv}: row i has the votes of ten annotators for row i of FER-2013's table. Kept in 8 bytes
 * a row.
 */
final class FerPlusLabels {

    private static final int VOTE_BITS = 6;
    private static final int MAXIMUM_VOTES = (1 << VOTE_BITS) - 1;
    private static final long INVALID = -1;

    private final String where;
    /** The votes of each row in 6 bits a column from below, and the number of its split above. */
    private long[] rows = new long[1024];
    private int size;

    private FerPlusLabels(final String where) {
        this.where = where;
    }

    /** Whether a table is a label file. */
    static boolean accepts(final TableColumns columns) {
        return columns.has(FerUsage.COLUMN) && columns.hasAll(FerPlusVotes.COLUMNS);
    }

    /** Reads the whole file; rows that are wrong are kept as such. */
    static FerPlusLabels read(final SourceEntry entry) throws IOException {
        final FerPlusLabels labels = new FerPlusLabels(entry.where());
        final TableReader table = new TableReader(entry);
        for (CSVRecord row = table.next(); row != null; row = table.next()) {
            if (!TableReader.isBlank(row)) {
                labels.add(pack(row, table.columns()));
            }
        }

        return labels;
    }

    private static long pack(final CSVRecord row, final TableColumns columns) {
        final Split split;
        try {
            columns.require(row);
            split = FerUsage.split(columns.value(row, FerUsage.COLUMN));
        } catch (final InvalidSampleException e) {
            return INVALID;
        }

        long packed = split.ordinal();
        final List<String> names = FerPlusVotes.COLUMNS;
        for (int column = names.size() - 1; column >= 0; column--) {
            final OptionalInt votes = WholeNumbers.parse(columns.value(row, names.get(column)), MAXIMUM_VOTES);
            if (votes.isEmpty()) {
                return INVALID;
            }

            packed = packed << VOTE_BITS | votes.getAsInt();
        }

        return packed;
    }

    private void add(final long row) {
        rows = size == rows.length ? Arrays.copyOf(rows, 2 * size) : rows;
        rows[size] = row;
        size++;
    }

    int size() {
        return size;
    }

    /**
     * The votes of a row.
     *
     * @param row   counted from 0
     * @param usage the split that the other table says, which has to agree; empty where it says none
     * @throws InvalidSampleException where the row is missing, is wrong, or belongs to another split
     */
    FerPlusVotes votes(final int row, final Optional<Split> usage) throws InvalidSampleException {
        final Split split = split(row);
        if (usage.isPresent() && usage.get() != split) {
            throw new InvalidSampleException("usage", String.format(Locale.ROOT, "Usage %s, but row %d of %s says %s; expected the label file of this table",
                    FerUsage.of(usage.get()), row, where,
                    FerUsage.of(split)));
        }

        final int[] counts = new int[FerPlusVotes.COLUMNS.size()];
        for (int column = 0; column < counts.length; column++) {
            counts[column] = (int) (rows[row] >> VOTE_BITS * column) & MAXIMUM_VOTES;
        }

        return new FerPlusVotes(counts);
    }

    /** The split that a row names. */
    Split split(final int row) throws InvalidSampleException {
        if (row >= size) {
            throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "%s ends after row %d; expected one for each row of this table", where, size - 1));
        }

        if (rows[row] == INVALID) {
            throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "Row %d of %s is wrong; expected a Usage and ten numbers of votes, 0 to %d", row, where,
                    MAXIMUM_VOTES));
        }

        return Split.values()[(int) (rows[row] >> VOTE_BITS * FerPlusVotes.COLUMNS.size())];
    }
}
