package org.nififer.core.dataset.source;

import org.apache.commons.csv.CSVRecord;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Where the columns of a table are, by their names: without regard to case, order, spaces, quotes and a byte order mark.
 */
final class TableColumns {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<String> names;

    TableColumns(final List<String> header) {
        names = header.stream().map(name -> cleaned(name.replace(BYTE_ORDER_MARK, "")).toLowerCase(Locale.ROOT)).toList();
    }

    /** The columns of a line that may be a header. */
    static TableColumns ofLine(final String line) {
        return new TableColumns(Arrays.asList(line.split(",")));
    }

    boolean has(final String name) {
        return names.contains(name);
    }

    boolean hasAll(final Collection<String> required) {
        return names.containsAll(required);
    }

    /**
     * Refuses a row without a value for each column.
     *
     * @throws InvalidSampleException that says how many it has
     */
    void require(final CSVRecord row) throws InvalidSampleException {
        if (row.size() < names.size()) {
            throw new InvalidSampleException("row", String.format(Locale.ROOT, "%d columns; expected %d", row.size(), names.size()));
        }
    }

    /** The value of a column that is there. */
    String value(final CSVRecord row, final String name) {
        return cleaned(row.get(names.indexOf(name)));
    }

    private static String cleaned(final String text) {
        final String value = text.strip();
        final boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).strip() : value;
    }

    @Override
    public String toString() {
        return String.join(",", names);
    }
}
