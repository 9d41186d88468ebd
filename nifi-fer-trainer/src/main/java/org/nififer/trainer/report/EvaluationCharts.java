package org.nififer.trainer.report;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.nififer.common.Expression;
import org.nififer.trainer.evaluation.Calibration.Bin;
import org.nififer.trainer.evaluation.Evaluation;
import org.nififer.trainer.evaluation.EvaluationMetrics.ClassMetrics;
import org.nififer.trainer.evaluation.FeatureMap;
import org.nififer.trainer.evaluation.FeatureMap.Point;
import org.nififer.trainer.evaluation.LearningCurve.Epoch;
import org.nififer.trainer.landscape.Landscape;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The charts of an evaluation's page: those that have something to show. Charts of all models together have plain names, those of one model end with its number.
 */
final class EvaluationCharts {

    private static final int MAP_WIDTH = 460;
    private static final int MAP_HEIGHT = 430;
    private static final int CURVE_HEIGHT = 330;

    private final List<Evaluation> models;
    private final List<String> names;
    private final ChartPainter painter;
    private final Map<String, Picture> figures = new LinkedHashMap<>();

    private EvaluationCharts(final List<Evaluation> models, final ChartPainter painter) {
        this.models = models;
        this.names = ChartStyle.legend(models.stream().map(evaluation -> evaluation.model().name()).toList());
        this.painter = painter;
    }

    /** The charts under the names that the template knows. */
    static Map<String, Picture> of(final List<Evaluation> models, final ChartPainter painter) throws IOException {
        final EvaluationCharts charts = new EvaluationCharts(models, painter);
        charts.paintAll();
        return charts.figures;
    }

    private void paintAll() throws IOException {
        paint("classes", models.size() == 1 ? this::classes : this::classesOfModels, "Bars: how well each expression is recognised");
        paint("reliability", this::reliability, "Lines: the part of right answers over the confidence of the model, beside the diagonal of a calibrated one");
        if (models.stream().anyMatch(evaluation -> evaluation.learningCurve() != null)) {
            paint("loss", () -> models.size() == 1 ? curves("loss", List.of("training", "validation"), List.of(Epoch::trainingLoss, Epoch::validationLoss))
                    : curves("training loss", List.of(""), List.of(Epoch::trainingLoss)), "Lines: the loss over the epochs");
            paint("validation", this::accuracy, "Lines: the accuracy over the epochs");
        }

        for (int model = 0; model < models.size(); model++) {
            if (models.get(model).features() != null) {
                paintMap("pooled-" + model, models.get(model).features().pooled());
                paintMap("gated-" + model, models.get(model).features().gated());
            }
        }

        if (models.stream().anyMatch(evaluation -> evaluation.landscape() != null)) {
            paint("profile", this::profile, "Lines: the loss along a direction through the model");
        }
    }

    private void paint(final String name, final Supplier<? extends Chart<?, ?>> chart, final String description) throws IOException {
        painter.paint(chart, description).ifPresent(figure -> figures.put(name, figure));
    }

    private void paintMap(final String name, final FeatureMap map) throws IOException {
        if (map != null && !map.points().isEmpty()) {
            paint(name, () -> points(map), "Points: the samples, by the two principal components of their features");
        }
    }

    private CategoryChart classes() {
        final CategoryChart chart = ChartStyle.bars("", "");
        final List<ClassMetrics> rows = models.getFirst().metrics().perClass();
        final List<String> labels = ChartStyle.labels();
        chart.addSeries("precision", labels, rows.stream().map(ClassMetrics::precision).toList());
        chart.addSeries("recall", labels, rows.stream().map(ClassMetrics::recall).toList());
        chart.addSeries("F1", labels, rows.stream().map(ClassMetrics::f1).toList());
        return ratios(chart);
    }

    private CategoryChart classesOfModels() {
        final CategoryChart chart = ChartStyle.bars("", "F1");
        for (int model = 0; model < models.size(); model++) {
            chart.addSeries(names.get(model), ChartStyle.labels(), models.get(model).metrics().perClass().stream().map(ClassMetrics::f1).toList());
        }

        return ratios(chart);
    }

    private static CategoryChart ratios(final CategoryChart chart) {
        chart.getStyler().setYAxisMax(1.0);
        chart.getStyler().setYAxisDecimalPattern("0.0");
        return chart;
    }

    private XYChart reliability() {
        final XYChart chart = ChartStyle.lines("confidence", "accuracy");
        for (int model = 0; model < models.size(); model++) {
            final List<Bin> bins = models.get(model).calibration().bins().stream().filter(bin -> bin.samples() > 0).toList();
            chart.addSeries(names.get(model), bins.stream().map(Bin::confidence).toList(), bins.stream().map(Bin::accuracy).toList()).setMarker(SeriesMarkers.CIRCLE);
        }

        final XYSeries diagonal = chart.addSeries("perfectly calibrated", List.of(0.0, 1.0), List.of(0.0, 1.0));
        diagonal.setMarker(SeriesMarkers.NONE);
        diagonal.setLineColor(ChartStyle.GREY);
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setXAxisMax(1.0);
        chart.getStyler().setYAxisMax(1.0);
        chart.getStyler().setXAxisDecimalPattern("0.0");
        chart.getStyler().setYAxisDecimalPattern("0.0");
        chart.getStyler().setMarkerSize(8);
        return chart;
    }

    private XYChart accuracy() {
        final XYChart chart = models.size() == 1
                ? curves("accuracy", List.of("training", "validation", "validation F1"), List.of(Epoch::trainingAccuracy, Epoch::validationAccuracy, Epoch::validationF1))
                : curves("validation accuracy", List.of(""), List.of(Epoch::validationAccuracy));
        chart.getStyler().setYAxisMax(1.0);
        return chart;
    }

    /**
     * Lines over epochs.
     *
     * @param figureNames of each figure, empty where the line is only called by its model
     */
    private XYChart curves(final String yTitle, final List<String> figureNames, final List<Function<Epoch, Double>> figureValues) {
        final XYChart chart = ChartStyle.lines("epoch", yTitle, MAP_WIDTH, CURVE_HEIGHT);
        int longest = 1;
        for (int model = 0; model < models.size(); model++) {
            if (models.get(model).learningCurve() != null) {
                final List<Epoch> epochs = models.get(model).learningCurve().epochs();
                longest = Math.max(longest, epochs.size());
                for (int figure = 0; figure < figureNames.size(); figure++) {
                    final Function<Epoch, Double> values = figureValues.get(figure);
                    // Earlier versions did not count all of them.
                    final List<Epoch> counted = epochs.stream().filter(epoch -> values.apply(epoch) != null).toList();
                    if (!counted.isEmpty()) {
                        chart.addSeries(figureNames.get(figure).isEmpty() ? names.get(model) : figureNames.get(figure), counted.stream().map(Epoch::epoch).toList(),
                                counted.stream().map(values).toList()).setMarker(counted.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
                    }
                }
            }
        }

        chart.getStyler().setXAxisMin(1.0);
        chart.getStyler().setXAxisMax((double) Math.max(2, longest));
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setYAxisDecimalPattern("0.0#");
        chart.getStyler().setLegendVisible(chart.getSeriesCollection().size() > 1);
        return chart;
    }

    private static XYChart points(final FeatureMap map) {
        final XYChart chart = ChartStyle.lines(axis("first", map.explained().getFirst()), axis("second", map.explained().get(1)), MAP_WIDTH, MAP_HEIGHT);
        final List<Color> colours = new ArrayList<>();
        for (final Expression expression : Expression.all()) {
            final List<Point> points = map.points().stream().filter(point -> point.label().equals(expression.label())).toList();
            if (!points.isEmpty()) {
                final XYSeries series = chart.addSeries(expression.label(), points.stream().map(Point::x).toList(), points.stream().map(Point::y).toList());
                series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
                series.setMarker(SeriesMarkers.CIRCLE);
                colours.add(ChartStyle.colour(expression));
            }
        }

        // The page has one legend for all maps: there is no room for eight names in a chart.
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setSeriesColors(colours.toArray(Color[]::new));
        chart.getStyler().setMarkerSize(5);
        chart.getStyler().setYAxisMin(null);
        chart.getStyler().setXAxisDecimalPattern("0.#");
        chart.getStyler().setYAxisDecimalPattern("0.#");
        chart.getStyler().setPlotGridVerticalLinesVisible(true);
        return chart;
    }

    private static String axis(final String number, final double explained) {
        return String.format(Locale.ROOT, "%s component (%.0f %% of the variance)", number, 100 * explained);
    }

    private XYChart profile() {
        final XYChart chart = ChartStyle.lines("distance from the model along a direction", "loss");
        for (int model = 0; model < models.size(); model++) {
            final Landscape landscape = models.get(model).landscape();
            if (landscape != null) {
                final double[] first = landscape.losses()[landscape.rows().length / 2];
                if (models.size() > 1) {
                    addProfile(chart, names.get(model), landscape.columns(), first);
                } else {
                    final double[] second = Arrays.stream(landscape.losses()).mapToDouble(row -> row[landscape.columns().length / 2]).toArray();
                    addProfile(chart, "first direction", landscape.columns(), first);
                    addProfile(chart, "second direction", landscape.rows(), second);
                }
            }
        }

        // Not from 0: what matters is how far the loss rises.
        chart.getStyler().setYAxisMin(null);
        chart.getStyler().setXAxisDecimalPattern("0.0#");
        chart.getStyler().setYAxisDecimalPattern("0.0#");
        return chart;
    }

    private static void addProfile(final XYChart chart, final String name, final double[] coordinates, final double[] losses) {
        final double[] finite = Arrays.stream(losses).map(loss -> Double.isInfinite(loss) ? Double.NaN : loss).toArray();
        chart.addSeries(name, coordinates, finite).setMarker(SeriesMarkers.NONE);
    }
}
