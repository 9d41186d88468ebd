package org.nififer.trainer.report;

import org.nififer.common.Expression;
import org.nififer.trainer.evaluation.Evaluation;
import org.nififer.trainer.evaluation.EvaluationResult;
import org.nififer.trainer.evaluation.Mistake;
import org.nififer.trainer.landscape.Landscape;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An evaluation as a page for people. Equal results give equal pages.
 */
public final class EvaluationReport {

    private final EvaluationResult result;
    private final Map<String, Picture> figures;
    private final Optional<String> chartProblem;

    private EvaluationReport(final EvaluationResult result, final Map<String, Picture> figures, final Optional<String> chartProblem) {
        this.result = result;
        this.figures = figures;
        this.chartProblem = chartProblem;
    }

    /** A report, with its charts where this machine can paint. */
    public static EvaluationReport of(final EvaluationResult result) throws IOException {
        return of(result, ChartPainter.ofThisMachine());
    }

    static EvaluationReport of(final EvaluationResult result, final ChartPainter painter) throws IOException {
        final Map<String, Picture> figures = EvaluationCharts.of(result.models(), painter);
        return new EvaluationReport(result, figures, painter.problem());
    }

    /** Why the page has no charts; empty where it has. */
    public Optional<String> chartProblem() {
        return chartProblem;
    }

    /** The page as HTML that needs nothing beside itself: no network, no script. */
    public void write(final OutputStream output) throws IOException {
        final List<Landscape> landscapes = result.models().stream().map(Evaluation::landscape).filter(Objects::nonNull).toList();
        final LandscapePicture pictures = new LandscapePicture(landscapes);
        final List<ModelPictures> models = new ArrayList<>();
        for (final Evaluation evaluation : result.models()) {
            models.add(new ModelPictures(evaluation.mistakes().stream().map(EvaluationReport::picture).toList(),
                    evaluation.landscape() == null ? List.of() : List.of(pictures.paint(evaluation.landscape()))));
        }

        ReportTemplates.write("evaluation.ftlh", Map.of(
                "result", result,
                "figures", figures,
                "chartProblem", chartProblem.orElse(""),
                "pictures", models,
                "legend", Expression.all().stream().map(LegendEntry::of).toList(),
                "lowestLoss", pictures.lowest(),
                "highestLoss", pictures.highest()), output);
    }

    private static Picture picture(final Mistake mistake) {
        return Picture.of(mistake.image(), String.format(Locale.ROOT, "taken for %s (%.0f\u00a0%%), labelled %s (%.0f\u00a0%%): %s", mistake.predicted(),
                100 * mistake.confidence(), mistake.label(),
                100 * mistake.labelProbability(), mistake.key()));
    }

    /**
     * What a colour stands for.
     *
     * @param label  an expression
     * @param colour as CSS writes it
     */
    public record LegendEntry(String label, String colour) {

        private static LegendEntry of(final Expression expression) {
            return new LegendEntry(expression.label(), String.format(Locale.ROOT, "#%06x", ChartStyle.colour(expression).getRGB() & 0xFFFFFF));
        }
    }

    /**
     * The images of one model.
     *
     * @param mistakes  the surest first
     * @param landscape one or none
     */
    public record ModelPictures(List<Picture> mistakes, List<Picture> landscape) {
    }
}
