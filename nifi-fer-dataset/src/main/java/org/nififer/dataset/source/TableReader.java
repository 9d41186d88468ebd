package org.nififer.dataset.source;

import org.nififer.archive.DamagedEntryException;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Locale;

/**
 * Reads a table row by row, one a line. Is not closed, since that would close the archive.
 */
final class TableReader {

    private static final int MAXIMUM_LINE_LENGTH = 1 << 20;

    private final SourceEntry entry;
    private final TableColumns columns;
    private final BufferedReader lines;
    private long line;

    /** Reads the header, where there is one. */
    TableReader(final SourceEntry entry, final TableColumns columns) throws IOException {
        this.entry = entry;
        this.columns = columns;
        // Before anything is read.
        final TableHead head = entry.tableHead();
        lines = new BufferedReader(new LineLimitReader(new InputStreamReader(entry.content(), head.charset()), MAXIMUM_LINE_LENGTH, entry.where()));
        if (columns.isHeaded()) {
            nextLine();
        }
    }

    TableColumns columns() {
        return columns;
    }

    /**
     * The next row, or null after the last one.
     *
     * @throws InvalidInputException where the rest of the table cannot be read
     */
    List<String> next() throws IOException {
        final String text = nextLine();
        return text == null ? null : TableLine.split(line == 1 ? TableHead.withoutMark(text) : text, columns.delimiter());
    }

    private String nextLine() throws IOException {
        line++;
        try {
            return lines.readLine();
        } catch (final DamagedEntryException e) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is damaged: %s", entry.where(), e.getMessage()), e);
        }
    }

    /** The line of the last row, from 1; a header is line 1. */
    long line() {
        return line;
    }

    /** The place of the last row, for messages. */
    String where() {
        return String.format(Locale.ROOT, "%s, line %d", entry.where(), line);
    }

    /** Whether a row is an empty line, as at the end of many files. */
    static boolean isBlank(final List<String> row) {
        return row.size() == 1 && row.getFirst().isBlank();
    }
}
