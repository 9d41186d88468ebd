package org.nififer.dataset.source;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits one line of a table. A quote ends with its line at the latest: one that is never closed would otherwise swallow the rows after it.
 */
final class TableLine {

    /** The delimiters of the tables that people have, in the order in which they are tried. A space stands for any white space. */
    static final List<Character> DELIMITERS = List.of(',', ';', '\t', ' ');

    private TableLine() {
    }

    /** The values between the delimiters, without surrounding spaces and quotes. */
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
}
