package org.nififer.dataset.source;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.nififer.archive.DamagedEntryException;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a table row by row, one a line. Is not closed, since that would close the archive.
 */
final class TableReader {

    /** The delimiters of the tables that people have, in the order in which they are tried. A space stands for any white space. */
    static final List<Character> DELIMITERS = List.of(',', ';', '\t', ' ');

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
        return text == null ? null : split(line == 1 ? TableHead.withoutMark(text) : text, columns.delimiter());
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

    /**
     * The values of a line between the delimiters, without surrounding spaces and quotes. A quote ends with its line at the latest: one that is never closed would otherwise
     * swallow the rows after it.
     */
    static List<String> split(final String line, final char delimiter) {
        if (line.indexOf('"') >= 0) {
            final CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).setIgnoreSurroundingSpaces(delimiter != ' ').setIgnoreEmptyLines(false).get();
            try (CSVParser parser = CSVParser.parse(line, format)) {
                return parser.iterator().next().stream().map(String::strip).toList();
            } catch (final IOException | UncheckedIOException e) {
                // The quotes are no quotes.
            }
        }

        return delimiter == ' ' ? List.of(line.strip().split("\\s+")) : splitPlain(line, delimiter);
    }

    private static List<String> splitPlain(final String line, final char delimiter) {
        final List<String> values = new ArrayList<>();
        int start = 0;
        for (int end = line.indexOf(delimiter); end >= 0; end = line.indexOf(delimiter, start)) {
            values.add(line.substring(start, end).strip());
            start = end + 1;
        }

        values.add(line.substring(start).strip());
        return values;
    }

    /**
     * Stops where a line becomes so long that it cannot be a row of a table, before a parser collects it in memory.
     */
    private static final class LineLimitReader extends FilterReader {

        private final int limit;
        private final String name;
        private long line = 1;
        private int length;

        private LineLimitReader(final Reader reader, final int limit, final String name) {
            super(reader);
            this.limit = limit;
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            final char[] single = new char[1];
            return read(single, 0, 1) < 0 ? -1 : single[0];
        }

        @Override
        public int read(final char[] buffer, final int offset, final int count) throws IOException {
            final int read = super.read(buffer, offset, count);
            for (int position = offset; position < offset + read; position++) {
                if (buffer[position] == '\n') {
                    line++;
                    length = 0;
                } else {
                    length++;
                    if (length > limit) {
                        throw new InvalidInputException(Code.INVALID_DATASET,
                                String.format(Locale.ROOT, "%s, line %d has more than %d characters; expected one row of a table", name, line, limit));
                    }
                }
            }

            return read;
        }
    }
}
