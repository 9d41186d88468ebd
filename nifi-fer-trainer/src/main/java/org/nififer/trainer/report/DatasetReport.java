package org.nififer.trainer.report;

import org.nififer.common.Expression;
import org.nififer.dataset.statistics.DatasetDescription;
import org.nififer.dataset.statistics.SampleImage;
import org.nififer.dataset.statistics.SampleSheet;
import org.nififer.dataset.statistics.SampleSheet.RepeatedImage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a dataset is, for programs (JSON), for people (a page) and for those who answer for it (a datasheet). Equal descriptions give equal texts.
 */
public final class DatasetReport {

    private final DatasetDescription description;
    private final Map<String, Picture> figures;
    private final Optional<String> chartProblem;

    private DatasetReport(final DatasetDescription description, final Map<String, Picture> figures, final Optional<String> chartProblem) {
        this.description = description;
        this.figures = figures;
        this.chartProblem = chartProblem;
    }

    /** A report on a dataset, with its charts where this machine can paint. */
    public static DatasetReport of(final DatasetDescription description) throws IOException {
        return of(description, ChartPainter.ofThisMachine());
    }

    static DatasetReport of(final DatasetDescription description, final ChartPainter painter) throws IOException {
        final Map<String, Picture> figures = DatasetCharts.of(description.statistics(), painter);
        return new DatasetReport(description, figures, painter.problem());
    }

    /** Why the page has no charts; empty where it has. */
    public Optional<String> chartProblem() {
        return chartProblem;
    }

    /** All numbers as JSON. */
    public void writeJson(final OutputStream output) throws IOException {
        output.write(description.statistics().toJson());
    }

    /** The page as HTML that needs nothing beside itself: no network, no script. */
    public void writePage(final OutputStream output) throws IOException {
        final SampleSheet sheet = description.sheet();
        ReportTemplates.write("dataset.ftlh", Map.of(
                "statistics", description.statistics(),
                "figures", figures,
                "chartProblem", chartProblem.orElse(""),
                "originals", rows(sheet.originals()),
                "unlabelled", sheet.unlabelled().stream().map(DatasetReport::picture).toList(),
                "augmented", rows(sheet.augmented()),
                "conflicts", sheet.conflicts().stream().map(DatasetReport::repeated).toList(),
                "leaks", sheet.leaks().stream().map(DatasetReport::repeated).toList()), output);
    }

    private static List<SheetRow> rows(final Map<Expression, List<SampleImage>> images) {
        final List<SheetRow> rows = new ArrayList<>();
        images.forEach((expression, drawn) -> rows.add(new SheetRow(expression.label(), drawn.stream().map(DatasetReport::picture).toList())));
        return rows;
    }

    private static Picture picture(final SampleImage image) {
        return Picture.of(image, String.format(Locale.ROOT, "%s, %s", image.key(), image.split()));
    }

    private static Picture repeated(final RepeatedImage repeated) {
        final SampleImage image = repeated.image();
        return Picture.of(image, String.format(Locale.ROOT, "%s (%s); sample %d: %s (%s)", image.label(), image.split(),
                repeated.firstNumber(), repeated.firstLabel(), repeated.firstSplit()));
    }

    /** A datasheet in Markdown: what the data say is filled in, what only people know is asked for. */
    public void writeDatasheet(final OutputStream output) throws IOException {
        ReportTemplates.write("datasheet.ftl", Map.of("statistics", description.statistics()), output);
    }

    /**
     * Images of one expression.
     *
     * @param label    of the expression
     * @param pictures drawn by chance
     */
    public record SheetRow(String label, List<Picture> pictures) {
    }
}
