package org.nififer.cli;

import org.nififer.common.Expression;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Split;
import org.nififer.trainer.evaluation.ConfidenceIntervals;
import org.nififer.trainer.evaluation.ConfidenceIntervals.Interval;
import org.nififer.trainer.evaluation.Evaluation;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.EvaluationResult;
import org.nififer.trainer.evaluation.McNemarTest;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The tables of numbers that commands print for people.
 */
final class Tables {

    private Tables() {
    }

    /** A dataset's numbers: a row for each expression and one for unlabelled samples, a column for each split that has samples. */
    static String counts(final DatasetCounts counts) {
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

    /** Prints the main figures of an evaluation. */
    static void print(final EvaluationResult result, final PrintWriter output) {
        for (final Evaluation evaluation : result.models()) {
            if (result.models().size() > 1) {
                output.printf(Locale.ROOT, "%s (model %s)%n", evaluation.model().name(), evaluation.model().id());
            }

            printModel(evaluation, result.split(), output);
        }

        for (final McNemarTest test : result.comparisons()) {
            output.printf(Locale.ROOT, "%s against %s: %d samples only the first got right, %d only the second; McNemar's test (%s) p = %.4f%n", test.first(), test.second(),
                    test.onlyFirst(), test.onlySecond(), test.method(), test.pValue());
        }

        output.flush();
    }

    private static void printModel(final Evaluation evaluation, final String split, final PrintWriter output) {
        final EvaluationMetrics metrics = evaluation.metrics();
        final ConfidenceIntervals intervals = evaluation.intervals();
        output.printf(Locale.ROOT, "%d %s samples: accuracy %.4f %s, of seven expressions %.4f %s, calibration error %.4f%n%n", metrics.samples(), split,
                metrics.accuracy(), text(intervals.accuracy()), metrics.accuracy7(), text(intervals.accuracy7()), evaluation.calibration().ece());
        output.printf(Locale.ROOT, "%-12s %9s %9s %9s %18s %9s   predicted as %s%n", "", "precision", "recall", "F1", "95 %", "support", metrics.labels());
        for (int label = 0; label < metrics.perClass().size(); label++) {
            final EvaluationMetrics.ClassMetrics row = metrics.perClass().get(label);
            output.printf(Locale.ROOT, "%-12s %9.4f %9.4f %9.4f %18s %9d   %s%n", row.label(), row.precision(), row.recall(), row.f1(), text(intervals.perClass().get(label).f1()),
                    row.support(), Arrays.toString(metrics.confusion()[label]));
        }

        printAverages("weighted", metrics.weighted(), intervals.weighted(), output);
        printAverages("macro", metrics.macro(), intervals.macro(), output);
        if (evaluation.landscape() != null) {
            output.printf(Locale.ROOT, "sharpness %.4f: how far the loss of %.4f rises at most within %s of the model%n", evaluation.landscape().sharpness(),
                    evaluation.landscape().loss(), evaluation.landscape().radius());
        }

        evaluation.warnings().forEach(warning -> output.printf(Locale.ROOT, "Warning: %s%n", warning));
        output.println();
    }

    private static String text(final Interval interval) {
        return String.format(Locale.ROOT, "(%.4f-%.4f)", interval.low(), interval.high());
    }

    private static void printAverages(final String name, final EvaluationMetrics.Averages averages, final ConfidenceIntervals.AverageIntervals intervals,
                                      final PrintWriter output) {
        output.printf(Locale.ROOT, "%-12s %9.4f %9.4f %9.4f %18s%n", name, averages.precision(), averages.recall(), averages.f1(), text(intervals.f1()));
    }
}
