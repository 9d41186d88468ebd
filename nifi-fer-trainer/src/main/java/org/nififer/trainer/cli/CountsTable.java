package org.nififer.trainer.cli;

import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetCounts;
import org.nififer.core.dataset.SampleLabels;
import org.nififer.core.dataset.Split;

import java.util.ArrayList;
import java.util.List;
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
        final StringBuilder table = new StringBuilder("%-10s".formatted(""));
        for (final Optional<Split> column : columns) {
            table.append("%12s".formatted(column.map(Split::label).orElse("no split")));
        }

        table.append("%12s%n".formatted("total"));
        for (final Expression expression : Expression.all()) {
            if (counts.count(expression) > 0) {
                table.append("%-10s".formatted(expression.label()));
                columns.forEach(column -> table.append("%12d".formatted(counts.count(column, expression))));
                table.append("%12d%n".formatted(counts.count(expression)));
            }
        }

        if (counts.unlabelled() > 0) {
            table.append("%-10s".formatted(SampleLabels.UNLABELLED));
            columns.forEach(column -> table.append("%12d".formatted(counts.unlabelled(column))));
            table.append("%12d%n".formatted(counts.unlabelled()));
        }

        table.append("%-10s".formatted("total"));
        columns.forEach(column -> table.append("%12d".formatted(counts.count(column))));
        return table.append("%12d%n".formatted(counts.total())).toString();
    }
}
