package org.nififer.core.dataset.source;

import org.apache.commons.csv.CSVRecord;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.dataset.Split;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * FER-2013 (Goodfellow et al., 2013): a CSV with {@code emotion,pixels,Usage}, in any order and case; Usage may be missing. Training,
 * PublicTest and PrivateTest are train, validation and test. Where an archive has the same rows in several tables, as Kaggle's has,
 * the tables of the outermost archive are read, and of these the ones with Usage.
 *
 * <p>With the labels of FER+ each row gets the expression that ten annotators saw, and their votes; its label of FER-2013 stays beside them.
 */
final class Fer2013Reader implements SourceReader {

    private static final String FURTHER_TABLES = "further tables";
    private static final String LABELS_WITHOUT_PIXELS = "rows of the labels beyond the table";

    private final boolean withLabels;
    private final RowsWithoutMajority withoutMajority;

    private Fer2013Reader(final boolean withLabels, final RowsWithoutMajority withoutMajority) {
        this.withLabels = withLabels;
        this.withoutMajority = withoutMajority;
    }

    /** Reads the labels that the tables have themselves. */
    static Fer2013Reader withOwnLabels() {
        return new Fer2013Reader(false, RowsWithoutMajority.DROP);
    }

    /** Reads the labels of FER+, which the source has to have. */
    static Fer2013Reader withFerPlus(final RowsWithoutMajority withoutMajority) {
        return new Fer2013Reader(true, withoutMajority);
    }

    @Override
    public void read(final SourceFiles files, final SampleSink sink) throws IOException {
        final Survey survey = survey(files);
        if (survey.tables == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, survey.otherTable == null ? "No .csv file found; expected FER-2013 with emotion,pixels,Usage"
                    : String.format(Locale.ROOT, "%s; expected a header with emotion, pixels and Usage", survey.otherTable));
        }

        if (withLabels && survey.labels == null) {
            throw new InvalidInputException(Code.INVALID_DATASET, "No labels of FER+ beside the table; expected fer2013new.csv in the source or as annotations");
        }

        if (withLabels && survey.tables > 1) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "The labels of FER+ belong to one table, but there are %d; expected fer2013.csv alone",
                    survey.tables));
        }

        long rows = 0;
        try (SourceEntries entries = files.openLast(sink)) {
            for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
                final TableColumns columns = TableColumns.ofLine(entry.firstLine());
                if (Fer2013Row.accepts(columns) && rank(entry, columns) == survey.rank) {
                    rows = readTable(entry, survey.labels, sink);
                } else if (Fer2013Row.accepts(columns)) {
                    sink.ignored(FURTHER_TABLES);
                } else if (FileNames.isCsv(entry.path()) && entry.problem().isPresent()) {
                    sink.invalid(entry.where(), "entry", entry.problem().get());
                } else if (!withLabels || !FerPlusLabels.accepts(columns)) {
                    sink.ignored(SampleSink.OTHER_FILES);
                }
            }
        }

        for (long row = rows; withLabels && row < survey.labels.size(); row++) {
            sink.ignored(LABELS_WITHOUT_PIXELS);
        }
    }

    private Survey survey(final SourceFiles files) throws IOException {
        final Survey survey = new Survey();
        try (SourceEntries entries = files.open()) {
            for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
                final String header = entry.firstLine();
                final TableColumns columns = TableColumns.ofLine(header);
                if (Fer2013Row.accepts(columns)) {
                    survey.add(rank(entry, columns));
                } else if (withLabels && survey.labels == null && FerPlusLabels.accepts(columns)) {
                    survey.labels = FerPlusLabels.read(entry);
                } else if (FileNames.isCsv(entry.path()) && survey.otherTable == null) {
                    survey.otherTable = entry.problem().isPresent() ? String.format(Locale.ROOT, "%s: %s", entry.where(), entry.problem().get())
                            : String.format(Locale.ROOT, "%s, line 1 is %s", entry.where(), InvalidEntry.quote(header));
                }
            }
        }

        return survey;
    }

    /** The lowest is read. */
    private static int rank(final SourceEntry entry, final TableColumns columns) {
        return 2 * entry.depth() + (columns.has(FerUsage.COLUMN) ? 0 : 1);
    }

    /** The number of rows, empty ones too. */
    private long readTable(final SourceEntry entry, final FerPlusLabels labels, final SampleSink sink) throws IOException {
        final TableReader table = new TableReader(entry);
        long number = 0;
        for (CSVRecord row = table.next(); row != null; row = table.next()) {
            if (TableReader.isBlank(row)) {
                sink.ignored("empty lines");
                continue;
            }

            try {
                // Rows are counted from 0, as the label files made for FER-2013 do.
                number = table.line() - 1;
                sink.sample(candidate(new Fer2013Row(table.columns(), row), (int) (number - 1), labels, table.where()));
            } catch (final InvalidSampleException e) {
                sink.invalid(table.where(), e.what(), e.getMessage());
            }
        }

        return number;
    }

    private Candidate candidate(final Fer2013Row row, final int number, final FerPlusLabels labels, final String where) throws InvalidSampleException {
        if (!withLabels) {
            return candidate(row, number, where, SampleMetadata.builder(row.expression()), row.split());
        }

        final FerPlusVotes votes = labels.votes(number, row.split());
        final SampleMetadata.Builder metadata = labelled(votes, row).votes(votes.distribution()).otherVotes(votes.others()).original(row.numbered());
        return candidate(row, number, where, metadata, Optional.of(labels.split(number)));
    }

    private static Candidate candidate(final Fer2013Row row, final int number, final String where, final SampleMetadata.Builder metadata, final Optional<Split> split) {
        final String pixels = row.pixels();
        return new Candidate(where, String.format(Locale.ROOT, "%05d", number), split, metadata, 2L * pixels.length(), () -> Fer2013Row.image(pixels));
    }

    private SampleMetadata.Builder labelled(final FerPlusVotes votes, final Fer2013Row row) throws InvalidSampleException {
        try {
            return SampleMetadata.builder(votes.majority());
        } catch (final InvalidSampleException e) {
            if (withoutMajority == RowsWithoutMajority.DROP) {
                throw e;
            }

            return SampleMetadata.builder(votes.mostVoted(row.numbered())).hasMajority(false);
        }
    }

    /** What a first look at all files found. */
    private static final class Survey {

        private int rank = Integer.MAX_VALUE;
        private int tables;
        private FerPlusLabels labels;
        private String otherTable;

        private void add(final int found) {
            tables = found < rank ? 1 : tables + (found == rank ? 1 : 0);
            rank = Math.min(rank, found);
        }
    }
}
