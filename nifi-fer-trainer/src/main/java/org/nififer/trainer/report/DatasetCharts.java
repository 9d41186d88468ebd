package org.nififer.trainer.report;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.nififer.dataset.statistics.AffectStatistics.ClassAffect;
import org.nififer.dataset.statistics.BalanceStatistics;
import org.nififer.dataset.statistics.BalanceStatistics.ClassBalance;
import org.nififer.dataset.statistics.DatasetStatistics;
import org.nififer.dataset.statistics.DatasetStatistics.ClassCounts;
import org.nififer.dataset.statistics.Distribution.Bin;
import org.nififer.dataset.statistics.SourceStatistics;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The charts of a dataset's page: those that have something to show.
 */
final class DatasetCharts {

    private static final String SAMPLES = "samples";
    private static final int PERCENT = 100;

    private final DatasetStatistics statistics;
    private final ChartPainter painter;
    private final Map<String, Picture> figures = new LinkedHashMap<>();

    private DatasetCharts(final DatasetStatistics statistics, final ChartPainter painter) {
        this.statistics = statistics;
        this.painter = painter;
    }

    /** The charts under the names that the template knows. */
    static Map<String, Picture> of(final DatasetStatistics statistics, final ChartPainter painter) throws IOException {
        final DatasetCharts charts = new DatasetCharts(statistics, painter);
        charts.paintAll();
        return charts.figures;
    }

    private void paintAll() throws IOException {
        paint("classes", this::classes, "Stacked bars: the samples of each expression, by split");
        if (statistics.augmentation().samples() > 0 || statistics.balance().beforeKnown()) {
            paint("balance", this::balance, "Pairs of bars: the samples of each expression to learn from, before balancing and now");
        }

        if (statistics.sources().size() > 1) {
            paint("sources", this::sources, "Bars: which part of each source shows each expression");
        }

        if (statistics.images().differentSizes() > 1) {
            paint("sizes", () -> histogram(statistics.images().longerSide(), "longer side in pixels", "images"), "Histogram of the longer side of the images");
        }

        if (statistics.images().decoded() > 0) {
            paint("brightness", () -> light(SourceStatistics::brightnessHistogram, "mean grey value of an image (0 black, 255 white)"),
                    "Lines: how the brightness of the images spreads, by source");
            paint("contrast", () -> light(SourceStatistics::contrastHistogram, "standard deviation of the grey values of an image"),
                    "Lines: how the contrast of the images spreads, by source");
        }

        if (statistics.subjects().subjects() > 0) {
            paint("subjects", () -> histogram(statistics.subjects().histogram(), "samples of a subject", "subjects"), "Histogram: how many samples the subjects have");
        }

        if (statistics.votes().samples() > 0) {
            paint("votes", this::votes, "Histogram: which part of the votes the labels have");
        }

        if (statistics.affect().samples() > 0) {
            paint("affect", this::affect, "Points: the mean valence and arousal of each expression");
        }
    }

    private void paint(final String name, final Supplier<? extends Chart<?, ?>> chart, final String description)
            throws IOException {
        painter.paint(chart, description).ifPresent(figure -> figures.put(name, figure));
    }

    private CategoryChart classes() {
        final List<Color> colours = new ArrayList<>();
        final Map<String, List<Long>> series = new LinkedHashMap<>();
        addSplit(series, colours, "train", ClassCounts::train, ChartStyle.BLUE);
        addSplit(series, colours, "validation", ClassCounts::validation, ChartStyle.ORANGE);
        addSplit(series, colours, "test", ClassCounts::test, ChartStyle.GREEN);
        addSplit(series, colours, "no split", ClassCounts::withoutSplit, ChartStyle.GREY);
        final CategoryChart chart = ChartStyle.bars("", SAMPLES, colours.toArray(Color[]::new));
        chart.getStyler().setStacked(true);
        chart.getStyler().setLegendVisible(series.size() > 1);
        final List<String> labels = ChartStyle.labels();
        series.forEach((split, counts) -> chart.addSeries(split, labels, counts));
        return chart;
    }

    private void addSplit(final Map<String, List<Long>> series, final List<Color> colours, final String name, final ToLongFunction<ClassCounts> count, final Color colour) {
        if (statistics.classes().stream().mapToLong(count).sum() > 0) {
            series.put(name, statistics.classes().stream().map(count::applyAsLong).toList());
            colours.add(colour);
        }
    }

    private CategoryChart balance() {
        final BalanceStatistics balance = statistics.balance();
        final CategoryChart chart = ChartStyle.bars("", balance.train() ? "training samples" : SAMPLES, ChartStyle.SKY, ChartStyle.BLUE);
        final List<String> labels = ChartStyle.labels();
        chart.addSeries("before balancing", labels, balance.classes().stream().map(ClassBalance::before).toList());
        chart.addSeries("now", labels, balance.classes().stream().map(ClassBalance::now).toList());
        return chart;
    }

    private CategoryChart sources() {
        final CategoryChart chart = ChartStyle.bars("", "percent of the source");
        final Function<SourceStatistics, List<Double>> shares = source -> source.classes().values().stream()
                .map(count -> PERCENT * count / (double) source.samples()).toList();
        final List<String> labels = ChartStyle.labels();
        namedSources().forEach((name, source) -> chart.addSeries(name, labels, shares.apply(source)));
        return chart;
    }

    /** The largest sources, as many as have colours, under names of which no two are equal. */
    private Map<String, SourceStatistics> namedSources() {
        final List<SourceStatistics> largest = statistics.sources().subList(0, Math.min(ChartStyle.colours(), statistics.sources().size()));
        final List<String> names = ChartStyle.legend(largest.stream().map(source -> source.name().isBlank() ? "(not named)" : source.name()).toList());
        final Map<String, SourceStatistics> named = new LinkedHashMap<>();
        for (int source = 0; source < names.size(); source++) {
            named.put(names.get(source), largest.get(source));
        }

        return named;
    }

    private XYChart light(final Function<SourceStatistics, List<Bin>> histogram, final String xTitle) {
        final XYChart chart = ChartStyle.lines(xTitle, "percent of the images");
        namedSources().forEach((name, source) -> {
            final List<Bin> bins = histogram.apply(source);
            final long total = Math.max(1, bins.stream().mapToLong(Bin::count).sum());
            final XYSeries series = chart.addSeries(name, bins.stream().map(bin -> (bin.from() + bin.to()) / 2).toList(),
                    bins.stream().map(bin -> PERCENT * bin.count() / (double) total).toList());
            series.setMarker(SeriesMarkers.NONE);
            series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        });
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setLegendVisible(statistics.sources().size() > 1);
        return chart;
    }

    private static CategoryChart histogram(final List<Bin> bins, final String xTitle, final String yTitle) {
        final CategoryChart chart = ChartStyle.bars(xTitle, yTitle, ChartStyle.BLUE);
        chart.addSeries(yTitle, bins.stream().map(DatasetCharts::range).toList(), bins.stream().map(Bin::count).toList());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setAvailableSpaceFill(0.95);
        return chart;
    }

    private static String range(final Bin bin) {
        final long from = Math.round(bin.from());
        final long last = Math.round(bin.to()) - 1;
        return from == last ? Long.toString(from) : String.format(Locale.ROOT, "%d–%d", from, last);
    }

    private CategoryChart votes() {
        final CategoryChart chart = ChartStyle.bars("part of the votes that are for the label, in percent", SAMPLES, ChartStyle.BLUE);
        final List<Bin> bins = statistics.votes().histogram();
        chart.addSeries(SAMPLES, bins.stream().map(DatasetCharts::percentRange).toList(),
                bins.stream().map(Bin::count).toList());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setAvailableSpaceFill(0.95);
        return chart;
    }

    private static String percentRange(final Bin bin) {
        final long from = Math.round(PERCENT * bin.from());
        return from >= PERCENT ? "all" : String.format(Locale.ROOT, "%d–%d", from, Math.round(PERCENT * bin.to()) - 1);
    }

    private XYChart affect() {
        final XYChart chart = ChartStyle.lines("valence (unpleasant to pleasant)", "arousal (calm to excited)");
        int number = 0;
        for (final ClassAffect row : statistics.affect().classes()) {
            final XYSeries series = chart.addSeries(row.expression().label(), List.of(row.valence()), List.of(row.arousal()));
            series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
            // Beyond the palette's six colours, the form tells two expressions apart.
            series.setMarker(number < ChartStyle.colours() ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
            number++;
        }

        chart.getStyler().setMarkerSize(12);
        chart.getStyler().setXAxisMin(-1.0);
        chart.getStyler().setXAxisMax(1.0);
        chart.getStyler().setYAxisMin(-1.0);
        chart.getStyler().setYAxisMax(1.0);
        chart.getStyler().setXAxisDecimalPattern("0.0");
        chart.getStyler().setYAxisDecimalPattern("0.0");
        chart.getStyler().setPlotGridVerticalLinesVisible(true);
        return chart;
    }
}
