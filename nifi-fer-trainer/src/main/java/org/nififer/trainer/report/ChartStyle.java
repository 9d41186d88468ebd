package org.nififer.trainer.report;

import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.nififer.common.Expression;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How all charts look. The colours are those of Okabe and Ito, <em>Color Universal Design</em> (2008), which people who see colours differently tell apart.
 */
final class ChartStyle {

    static final Color BLUE = new Color(0x0072B2);
    static final Color ORANGE = new Color(0xE69F00);
    static final Color GREEN = new Color(0x009E73);
    static final Color GREY = new Color(0x9A9A9A);
    static final Color SKY = new Color(0x56B4E9);

    private static final Color VERMILION = new Color(0xD55E00);
    private static final Color PURPLE = new Color(0xCC79A7);
    private static final Color[] PALETTE = {BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY};

    private static final Color[] EXPRESSIONS = {BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, GREY, new Color(0x333333)};

    private static final int WIDTH = 920;
    private static final int HEIGHT = 330;
    private static final int MAXIMUM_LEGEND = 28;
    private static final Color TEXT = new Color(0x333333);
    private static final Color GRID = new Color(0xE2E2E2);
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private ChartStyle() {
    }

    /** How many series have a colour of their own. */
    static int colours() {
        return PALETTE.length;
    }

    /** The colour of an expression, the same in every chart. */
    static Color colour(final Expression expression) {
        return EXPRESSIONS[expression.id()];
    }

    /** Names for a legend, in their order: shortened, and no two of them equal. */
    static List<String> legend(final List<String> names) {
        final List<String> legend = new ArrayList<>();
        for (final String name : names) {
            final String label = name.length() <= MAXIMUM_LEGEND ? name : name.substring(0, MAXIMUM_LEGEND) + "…";
            legend.add(legend.contains(label) ? String.format(Locale.ROOT, "%s (%d)", label, legend.size() + 1) : label);
        }

        return legend;
    }

    /** All expressions, capitalized: labels of like height stand on one line. */
    static List<String> labels() {
        return Expression.all().stream().map(expression -> expression.name().charAt(0) + expression.label().substring(1)).toList();
    }

    /** Bars over names. */
    static CategoryChart bars(final String xTitle, final String yTitle, final Color... colours) {
        final CategoryChart chart = new CategoryChartBuilder().width(WIDTH).height(HEIGHT).xAxisTitle(xTitle).yAxisTitle(yTitle).build();
        style(chart.getStyler());
        chart.getStyler().setAvailableSpaceFill(0.8);
        chart.getStyler().setSeriesColors(colours.length == 0 ? PALETTE.clone() : colours);
        return chart;
    }

    /** Lines or points over numbers. */
    static XYChart lines(final String xTitle, final String yTitle) {
        return lines(xTitle, yTitle, WIDTH, HEIGHT);
    }

    /** Lines or points over numbers, in a chart of another size. */
    static XYChart lines(final String xTitle, final String yTitle, final int width, final int height) {
        final XYChart chart = new XYChartBuilder().width(width).height(height).xAxisTitle(xTitle).yAxisTitle(yTitle).build();
        style(chart.getStyler());
        chart.getStyler().setSeriesColors(PALETTE.clone());
        return chart;
    }

    private static void style(final AxesChartStyler styler) {
        styler.setLocale(Locale.ROOT);
        styler.setBaseFont(FONT);
        styler.setChartTitleVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(TEXT);
        styler.setAxisTickLabelsFont(FONT);
        styler.setAxisTitleFont(FONT);
        styler.setAxisTickLabelsColor(TEXT);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(FONT);
        styler.setLegendPadding(8);
        styler.setYAxisMin(0.0);
        styler.setPlotContentSize(0.97);
        styler.setXAxisLabelAlignmentVertical(TextAlignment.Right);
        styler.setYAxisDecimalPattern("#,##0");
    }
}
