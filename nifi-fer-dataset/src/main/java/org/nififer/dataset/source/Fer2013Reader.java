package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * FER-2013 (Goodfellow et al., 2013): a CSV with {@code emotion,pixels,Usage}, in any order and case; Usage may be missing. Training,
 * PublicTest and PrivateTest are train, validation and test. Where an archive has the same rows in several tables, as Kaggle's has,
 * the tables of the outermost archive are read, and of these the ones with Usage.
 *
 * <p>With the labels of FER+ each row gets the expression that ten annotators saw, and their votes; its label of FER-2013 stays beside them. The two tables are
 * joined by row: what shows that their rows do not belong together is an error.
 */
final class Fer2013Reader implements SourceReader {

    private static final String FURTHER_TABLES = "further tables";
    private static final String LABELS_WITHOUT_PIXELS = "rows of the labels beyond the table";

    /** How many rows in sequence are compared with the labels that the table has itself. */
    private static final int COMPARED_ROWS = 200;
    /** Of rows that belong together about two thirds agree, of others less than a fifth. */
    private static final double LEAST_AGREEMENT = 1.0 / 3;

    private final boolean withLabels;
    private final RowsWithoutMajority withoutMajority;
    private final Numbering.OfSource numbering;
    private int compared;
    private int agreed;

    private Fer2013Reader(final boolean withLabels, final Numbering.OfSource numbering, final RowsWithoutMajority withoutMajority) {
        this.withLabels = withLabels;
        this.numbering = numbering;
        this.withoutMajority = withoutMajority;
    }

    /** Reads the labels that the tables have themselves. */
    static Fer2013Reader withOwnLabels(final Numbering.OfSource numbering) {
        return new Fer2013Reader(false, numbering, RowsWithoutMajority.DROP);
    }

    /** Reads the labels of FER+, which the source has to have. */
    static Fer2013Reader withFerPlus(final Numbering.OfSource numbering, final RowsWithoutMajority withoutMajority) {
        return new Fer2013Reader(true, numbering, withoutMajority);
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
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "The labels of FER+ belong to one table, but there are %d; expected fer2013.csv "
                    + "alone", survey.tables));
        }

        if (!withLabels) {
            numbering.ofLayout(Numbering.FER2013, "the header with emotion and pixels");
        }

        files.forEachLast(sink, entry -> {
            final Optional<TableColumns> columns = entry.tableHead().columns(Fer2013Row::accepts);
            if (columns.isPresent() && rank(entry, columns.get()) == survey.rank) {
                survey.rows = readTable(entry, columns.get(), survey.labels, sink);
            } else if (columns.isPresent()) {
                sink.ignored(FURTHER_TABLES);
            } else if (FileNames.isCsv(entry.path()) && entry.problem().isPresent()) {
                sink.invalid(entry.where(), "entry", entry.problem().get());
            } else if (!withLabels || entry.tableHead().columns(FerPlusLabels::accepts).isEmpty()) {
                sink.ignored(entry);
            }
        });

        if (withLabels) {
            tellOfFurtherLabels(survey.rows, survey.labels, sink);
        }
    }

    private static void tellOfFurtherLabels(final long rows, final FerPlusLabels labels, final SampleSink sink) {
        for (long row = rows; row < labels.size(); row++) {
            sink.ignored(LABELS_WITHOUT_PIXELS);
        }

        if (rows < labels.size()) {
            sink.told(String.format(Locale.ROOT, "the table has %d rows and %s has %d; the further ones are left out", rows, labels.where(), labels.size()));
        }
    }

    private Survey survey(final SourceFiles files) throws IOException {
        final Survey survey = new Survey();
        files.forEach(entry -> {
            final TableHead head = entry.tableHead();
            final Optional<TableColumns> table = head.columns(Fer2013Row::accepts);
            final Optional<TableColumns> labels = withLabels ? head.columns(FerPlusLabels::accepts) : Optional.empty();
            if (table.isPresent()) {
                files.use(entry);
                survey.add(rank(entry, table.get()));
            } else if (labels.isPresent()) {
                files.use(entry);
                if (survey.labels != null) {
                    throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s and %s both have labels of FER+; expected one of them",
                            survey.labels.where(), entry.where()));
                }

                survey.labels = FerPlusLabels.read(entry, labels.get());
            } else if (FileNames.isCsv(entry.path()) && survey.otherTable == null) {
                survey.otherTable = FormatDetector.describe(entry);
            }
        });

        return survey;
    }

    /** The lowest is read. */
    private static int rank(final SourceEntry entry, final TableColumns columns) {
        return 2 * entry.depth() + (columns.has(Fer2013Row.USAGE) ? 0 : 1);
    }

    /** The number of rows. */
    private long readTable(final SourceEntry entry, final TableColumns columns, final FerPlusLabels labels, final SampleSink sink) throws IOException {
        final TableReader table = new TableReader(entry, columns);
        long number = 0;
        for (List<String> row = table.next(); row != null; row = table.next()) {
            if (TableReader.isBlank(row)) {
                sink.ignored("empty lines");
                continue;
            }

            try {
                // Rows are counted from 0 and without empty lines, as the label files made for FER-2013 do.
                number++;
                sink.sample(candidate(new Fer2013Row(columns, row), (int) (number - 1), labels, table.where()));
            } catch (final InvalidSampleException e) {
                sink.invalid(table.where(), e.what(), e.getMessage());
            }
        }

        return number;
    }

    private Candidate candidate(final Fer2013Row row, final int number, final FerPlusLabels labels, final String where) throws InvalidSampleException, InvalidInputException {
        if (!withLabels) {
            return candidate(row, number, where, SampleMetadata.builder(row.expression()), row.split());
        }

        final FerPlusVotes votes = labels.votes(number, row.split());
        final Expression expression = votes.expression(withoutMajority, row.numbered());
        compare(expression, row, where, labels);
        final SampleMetadata.Builder metadata = votes.describe(SampleMetadata.builder(expression)).original(row.numbered());
        return candidate(row, number, where, metadata, Optional.of(labels.split(number)));
    }

    private static Candidate candidate(final Fer2013Row row, final int number, final String where, final SampleMetadata.Builder metadata, final Optional<Split> split) {
        final String pixels = row.pixels();
        return new Candidate(where, String.format(Locale.ROOT, "%05d", number), split, metadata, 2L * pixels.length(), () -> Fer2013Row.image(pixels));
    }

    /** Where rows are missing in the table, neither Usage nor names need tell; the labels that it has itself do. */
    private void compare(final Expression expression, final Fer2013Row row, final String where, final FerPlusLabels labels) throws InvalidInputException {
        if (row.numbered().isEmpty()) {
            return;
        }

        compared++;
        agreed += row.numbered().get() == expression ? 1 : 0;
        if (compared < COMPARED_ROWS) {
            return;
        }

        if (agreed < LEAST_AGREEMENT * COMPARED_ROWS) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "Of %d rows up to %s only %d have the expression that %s says, about as many as by "
                    + "chance: "
                    + "rows are missing or in another order, so that labels would go to other images; expected the table and the labels as they were published", COMPARED_ROWS,
                            where,
                    agreed, labels.where()));
        }

        compared = 0;
        agreed = 0;
    }

    /** What a first look at all files found, and how many rows the table then had. */
    private static final class Survey {

        private int rank = Integer.MAX_VALUE;
        private int tables;
        private long rows;
        private FerPlusLabels labels;
        private String otherTable;

        private void add(final int found) {
            tables = found < rank ? 1 : tables + (found == rank ? 1 : 0);
            rank = Math.min(rank, found);
        }
    }
}
