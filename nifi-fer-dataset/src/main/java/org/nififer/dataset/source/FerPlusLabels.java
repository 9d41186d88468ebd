package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The label file of FER+, {@code fer2013new.csv}: row i has the votes of ten annotators for row i of FER-2013's table. Kept in 8 bytes a row. Since nothing but its place joins
 * a row
 * to its image, a file whose rows are not in their places is refused: the image names count up with the rows, but for some of the rows without a name.
 */
final class FerPlusLabels {

    private static final String IMAGE_NAME = "image name";
    private static final String NOT_A_FACE = "nf";
    private static final Pattern IMAGE = Pattern.compile("fer(?<number>\\d{7})\\.png");
    /** The published file has four names that are not in the order of the others: the rows, counted from 0, and the numbers. */
    private static final Map<Integer, Integer> MISPRINTS = Map.of(5274, 6953, 5348, 11785, 15835, 8403, 34334, 33120);
    private static final int VOTE_BITS = 60;
    private static final long INVALID = -1;

    private final String where;
    /** The votes of each row, and the number of its split above. */
    private long[] rows = new long[1024];
    private int size;
    private int lastNamedRow = -1;
    private int lastNumber = -1;
    private int namelessRows;

    private FerPlusLabels(final String where) {
        this.where = where;
    }

    /** Whether a table is a label file. */
    static boolean accepts(final TableColumns columns) {
        return columns.has(Fer2013Row.USAGE) && columns.hasAll(FerPlusVotes.COLUMNS);
    }

    /**
     * Reads the whole file; rows that are wrong are kept as such.
     *
     * @throws InvalidInputException where the image names show that rows are missing, added or in another order, with the first such row
     */
    static FerPlusLabels read(final SourceEntry entry, final TableColumns columns) throws IOException {
        final FerPlusLabels labels = new FerPlusLabels(entry.where());
        final TableReader table = new TableReader(entry, columns);
        for (List<String> row = table.next(); row != null; row = table.next()) {
            if (TableReader.isBlank(row)) {
                continue;
            }

            if (columns.has(IMAGE_NAME) && row.size() > columns.names().indexOf(IMAGE_NAME)) {
                labels.requirePlace(columns.value(row, IMAGE_NAME), table.where());
                requireName(row, columns, table.where());
            }

            labels.add(pack(row, columns));
        }

        return labels;
    }

    private void requirePlace(final String image, final String place) throws InvalidInputException {
        final Matcher name = IMAGE.matcher(image);
        final int number = name.matches() ? Integer.parseInt(name.group("number")) : -1;
        if (image.isEmpty() || Integer.valueOf(number).equals(MISPRINTS.get(size))) {
            namelessRows++;
            return;
        }

        final int largest = lastNumber + size - lastNamedRow;
        final int smallest = largest - namelessRows;
        if (number < smallest || number > largest) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT,
                    "%s: row %d names the image %s, expected fer%07d.png%s: rows are missing, added or in another order, so that labels would go to other images; expected "
                            + "fer2013new.csv as it was published", place, size, InvalidInputException.quote(image), largest,
                    namelessRows == 0 ? "" : String.format(Locale.ROOT, " or one of the %d before", namelessRows)));
        }

        lastNamedRow = size;
        lastNumber = number;
        namelessRows = 0;
    }

    /** Of the published rows only those that all ten annotators found to be no face have no name: names that were lost cannot show whether rows are in their places. */
    private static void requireName(final List<String> row, final TableColumns columns, final String place) throws InvalidInputException {
        final boolean isWhole = columns.has(NOT_A_FACE) && row.size() > columns.names().indexOf(NOT_A_FACE);
        if (isWhole && columns.value(row, IMAGE_NAME).isEmpty() && !columns.value(row, NOT_A_FACE).equals("10")) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s names no image, though %s of ten annotators found that it is not a face; expected "
                    + "the image's name, or 10: without names labels might go to other images", place, InvalidInputException.quote(columns.value(row, NOT_A_FACE))));
        }
    }

    private static long pack(final List<String> row, final TableColumns columns) {
        try {
            columns.require(row);
            return (long) Fer2013Row.split(columns.value(row, Fer2013Row.USAGE)).ordinal() << VOTE_BITS | FerPlusVotes.of(columns, row).packed();
        } catch (final InvalidSampleException e) {
            return INVALID;
        }
    }

    private void add(final long row) {
        rows = size == rows.length ? Arrays.copyOf(rows, 2 * size) : rows;
        rows[size] = row;
        size++;
    }

    String where() {
        return where;
    }

    int size() {
        return size;
    }

    /**
     * The votes of a row.
     *
     * @param row   counted from 0
     * @param usage the split that the other table says, which has to agree; empty where it says none
     * @throws InvalidSampleException where the row is wrong
     * @throws InvalidInputException  where the row is missing or belongs to another split, so that the two tables do not belong together
     */
    FerPlusVotes votes(final int row, final Optional<Split> usage) throws InvalidSampleException, InvalidInputException {
        if (row >= size) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s ends after row %d and has none for row %d of the table; expected one for each",
                    where, size - 1, row));
        }

        final Split split = split(row);
        if (usage.isPresent() && usage.get() != split) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "Row %d has the Usage %s, but in %s it has %s, so that labels would go to other "
                    + "images; expected "
                    + "the label file of this table", row, Fer2013Row.usage(usage.get()), where, Fer2013Row.usage(split)));
        }

        return FerPlusVotes.ofPacked(rows[row]);
    }

    /**
     * The split that a row, which is there, names.
     *
     * @throws InvalidSampleException where the row is wrong
     */
    Split split(final int row) throws InvalidSampleException {
        if (rows[row] == INVALID) {
            throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "Row %d of %s is wrong; expected a Usage and ten numbers of votes, 0 to 63", row, where));
        }

        return Split.values()[(int) (rows[row] >>> VOTE_BITS)];
    }
}
