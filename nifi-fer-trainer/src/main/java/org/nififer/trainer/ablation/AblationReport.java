package org.nififer.trainer.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.nififer.trainer.ablation.AblationResult.Row.Figure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The result of an ablation as texts: Table 2 for people and for spreadsheets, and all of it for programs.
 */
public final class AblationReport {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Of the column of names: that of all the rows that the command knows. */
    private static final int NARROWEST = 13;

    /** A column of Table 2 under its name in files and its title for people. */
    private record Column(String name, String title, Function<AblationResult.Row, Figure> figure) {
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("accuracy", "accuracy", AblationResult.Row::accuracy),
            new Column("accuracy7", "accuracy of 7", AblationResult.Row::accuracy7),
            new Column("precision", "precision", AblationResult.Row::precision),
            new Column("recall", "recall", AblationResult.Row::recall),
            new Column("f1", "F1", AblationResult.Row::f1));

    private final AblationResult result;

    public AblationReport(final AblationResult result) {
        this.result = result;
    }

    /** Everything, with the runs and their comparisons. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(result);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("Records of texts and numbers are always JSON", e);
        }
    }

    /** A line for each row of the table, with mean and standard deviation in columns of their own; a deviation of one seed is empty. */
    public String csv() {
        final StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.print("model");
            printer.print("seeds");
            for (final Column column : COLUMNS) {
                printer.print(column.name());
                printer.print(column.name() + "Deviation");
            }

            printer.println();
            for (final AblationResult.Row row : result.table()) {
                printer.print(row.row());
                printer.print(row.seeds());
                for (final Column column : COLUMNS) {
                    printer.print(column.figure().apply(row).mean());
                    printer.print(column.figure().apply(row).deviation());
                }

                printer.println();
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("Memory never fails to be written", e);
        }

        return text.toString();
    }

    /** The table and what it is of, in Markdown that reads well as it is. */
    public String markdown() {
        final int width = Math.max(NARROWEST, result.table().stream().mapToInt(row -> row.row().length()).max().orElse(0));
        final String model = "| %-" + width + "s |";
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, model, "model"));
        COLUMNS.forEach(column -> text.append(String.format(Locale.ROOT, " %15s |", column.title())));
        text.append("\n|").append("-".repeat(width + 2)).append('|').append("----------------:|".repeat(COLUMNS.size())).append('\n');
        for (final AblationResult.Row row : result.table()) {
            text.append(String.format(Locale.ROOT, model, row.row()));
            COLUMNS.forEach(column -> text.append(String.format(Locale.ROOT, " %15s |", text(column.figure().apply(row)))));
            text.append('\n');
        }

        return text.append('\n').append(caption()).append('\n').toString();
    }

    private static String text(final Figure figure) {
        return figure.deviation() == null ? String.format(Locale.ROOT, "%.4f", figure.mean()) : String.format(Locale.ROOT, "%.4f ± %.4f", figure.mean(), figure.deviation());
    }

    private String caption() {
        final String seeds = result.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
        final String spread = result.seeds().size() == 1 ? String.format(Locale.ROOT, "Seed %s", seeds) : String.format(Locale.ROOT, "Mean ± standard deviation over the seeds %s",
                seeds);
        final String earlier = result.earlierRuns() == 0 ? "" : String.format(Locale.ROOT, ", without the %d of %d runs that were finished before", result.earlierRuns(),
                result.runs().size());
        return String.format(Locale.ROOT, "%s, on the %d test samples of dataset %s; precision, recall and F1 are weighted by support. %.0f seconds%s.", spread,
                result.testSamples(), result.datasetFingerprint(), result.wallSeconds(), earlier);
    }
}
