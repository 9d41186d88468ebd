package org.nififer.core.dataset.source;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Reads a CSV row by row. Quotes mean nothing here: one that is never closed would otherwise swallow the rows after it. Is not closed,
 * since that would close the archive.
 */
final class TableReader {

    private static final int MAXIMUM_LINE_LENGTH = 1 << 20;

    private final SourceEntry entry;
    private final Iterator<CSVRecord> rows;
    private final TableColumns columns;
    private long line;

    /** Reads the header. */
    TableReader(final SourceEntry entry) throws IOException {
        this.entry = entry;
        final CSVFormat format = CSVFormat.DEFAULT.builder().setQuote(null).setIgnoreEmptyLines(false).get();
        final LineLimitReader lines = new LineLimitReader(new InputStreamReader(entry.content(), StandardCharsets.UTF_8), MAXIMUM_LINE_LENGTH, entry.where());
        rows = CSVParser.builder().setReader(lines).setFormat(format).get().iterator();
        final CSVRecord header = next();
        columns = new TableColumns(header == null ? List.of() : header.toList());
    }

    /** What the first line says. */
    TableColumns columns() {
        return columns;
    }

    /**
     * The next row, or null after the last one.
     *
     * @throws InvalidInputException where the rest of the table cannot be read
     */
    CSVRecord next() throws IOException {
        try {
            final CSVRecord row = rows.hasNext() ? rows.next() : null;
            line++;
            return row;
        } catch (final UncheckedIOException e) {
            final IOException cause = e.getCause();
            throw cause instanceof DamagedEntryException
                    ? new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is damaged: %s", entry.where(), cause.getMessage()), cause) : cause;
        }
    }

    /** The line of the last row; the header is line 1. */
    long line() {
        return line;
    }

    /** The place of the last row, for messages. */
    String where() {
        return String.format(Locale.ROOT, "%s, line %d", entry.where(), line);
    }

    /** Whether a row is an empty line, as at the end of many files. */
    static boolean isBlank(final CSVRecord row) {
        return row.size() == 1 && row.get(0).isBlank();
    }
}
