package org.nififer.dataset.source;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Where the columns of a table are, by their names: without regard to case and order.
 */
final class TableColumns {

    private final List<String> names;
    private final char delimiter;
    private final boolean headed;

    private TableColumns(final List<String> names, final char delimiter, final boolean headed) {
        this.names = names;
        this.delimiter = delimiter;
        this.headed = headed;
    }

    /** The columns that a first line names. */
    static TableColumns ofHeader(final List<String> names, final char delimiter) {
        return new TableColumns(names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(), delimiter, true);
    }

    /** The columns of a table whose first line is a row, which its publisher gave these names. */
    static TableColumns withoutHeader(final List<String> names, final char delimiter) {
        return new TableColumns(names, delimiter, false);
    }

    char delimiter() {
        return delimiter;
    }

    /** Whether the first line has the names and is no row. */
    boolean isHeaded() {
        return headed;
    }

    List<String> names() {
        return names;
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
    void require(final List<String> row) throws InvalidSampleException {
        if (row.size() < names.size()) {
            throw new InvalidSampleException("row", String.format(Locale.ROOT, "%d columns; expected %d", row.size(), names.size()));
        }
    }

    /** The value of a column that is there. */
    String value(final List<String> row, final String name) {
        return row.get(names.indexOf(name));
    }

    @Override
    public String toString() {
        return String.join(",", names);
    }
}
