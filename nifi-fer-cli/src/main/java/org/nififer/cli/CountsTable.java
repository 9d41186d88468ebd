package org.nififer.cli;

import org.nififer.common.Expression;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Split;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A dataset's numbers for people: a row for each expression and one for unlabelled samples, a column for each split that has samples.
 */
final class CountsTable {

    private CountsTable() {
    }

    static String text(final DatasetCounts counts) {
        final List<Optional<Split>> columns = new ArrayList<>();
        for (final Split split : Split.values()) {
            columns.add(Optional.of(split));
        }

        columns.add(Optional.empty());
        columns.removeIf(split -> counts.count(split) == 0);
        final StringBuilder table = new StringBuilder(String.format(Locale.ROOT, "%-10s", ""));
        for (final Optional<Split> column : columns) {
            table.append(String.format(Locale.ROOT, "%12s", column.map(Split::label).orElse("no split")));
        }

        table.append(String.format(Locale.ROOT, "%12s%n", "total"));
        for (final Expression expression : Expression.all()) {
            if (counts.count(expression) > 0) {
                table.append(String.format(Locale.ROOT, "%-10s", expression.label()));
                columns.forEach(column -> table.append(String.format(Locale.ROOT, "%12d", counts.count(column, expression))));
                table.append(String.format(Locale.ROOT, "%12d%n", counts.count(expression)));
            }
        }

        if (counts.unlabelled() > 0) {
            table.append(String.format(Locale.ROOT, "%-10s", SampleLabels.UNLABELLED));
            columns.forEach(column -> table.append(String.format(Locale.ROOT, "%12d", counts.unlabelled(column))));
            table.append(String.format(Locale.ROOT, "%12d%n", counts.unlabelled()));
        }

        table.append(String.format(Locale.ROOT, "%-10s", "total"));
        columns.forEach(column -> table.append(String.format(Locale.ROOT, "%12d", counts.count(column))));
        return table.append(String.format(Locale.ROOT, "%12d%n", counts.total())).toString();
    }
}
