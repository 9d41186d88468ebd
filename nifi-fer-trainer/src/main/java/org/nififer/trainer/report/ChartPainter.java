package org.nififer.trainer.report;

import org.knowm.xchart.internal.chartpart.Chart;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Paints charts. Where a machine cannot (servers often have no fonts), a report goes on without its charts.
 */
final class ChartPainter {

    /** Image pixels for each pixel of a page. */
    private static final int SCALE = 2;

    private final Optional<String> problem;

    private ChartPainter(final Optional<String> problem) {
        this.problem = problem;
    }

    /** A painter of this machine, which tries once whether text can be painted. */
    static ChartPainter ofThisMachine() {
        return trying(() -> new TextLayout("0", new Font(Font.SANS_SERIF, Font.PLAIN, 12), new FontRenderContext(null, true, false)).getBounds());
    }

    /** A painter for a machine on which this attempt to use fonts succeeds or fails. */
    static ChartPainter trying(final Runnable attempt) {
        try {
            attempt.run();
            return new ChartPainter(Optional.empty());
        } catch (final OutOfMemoryError e) {
            throw e;
        } catch (final Error | RuntimeException e) {
            // Without fonts, AWT throws Error itself, InternalError, NoClassDefFoundError or RuntimeException, as the JDK and the moment will have it.
            return new ChartPainter(Optional.of(e.toString()));
        }
    }

    /**
     * Paints a chart.
     *
     * @param chart       makes the chart, which needs fonts already
     * @param description what it shows, for people who do not see it
     * @return empty where the machine cannot paint
     */
    Optional<Picture> paint(final Supplier<? extends Chart<?, ?>> chart, final String description) throws IOException {
        return problem.isPresent() ? Optional.empty() : Optional.of(picture(chart.get(), description));
    }

    private static Picture picture(final Chart<?, ?> chart, final String description) throws IOException {
        final int width = chart.getWidth();
        final int height = chart.getHeight();
        final BufferedImage image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            chart.paint(graphics, width, height);
        } finally {
            graphics.dispose();
        }

        final ByteArrayOutputStream png = new ByteArrayOutputStream();
        // In memory: ImageIO would make a temporary file for a plain stream.
        try (ImageOutputStream output = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(image, "png", output);
        }

        return Picture.ofPng(png.toByteArray(), width, height, description);
    }

    /** Why charts are missing; empty where none is. */
    Optional<String> problem() {
        return problem;
    }
}
