package org.nififer.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.image.ImageCodec;
import org.nififer.model.ModelDescription;
import org.nififer.trainer.evaluation.Evaluation;
import org.nififer.trainer.evaluation.EvaluationResult;
import org.nififer.trainer.evaluation.EvaluationSettings;
import org.nififer.trainer.evaluation.ModelEvaluator;
import org.nififer.trainer.evaluation.ModelEvaluator.NamedModel;
import org.nififer.trainer.evaluation.TestModels;
import org.nififer.trainer.landscape.Landscape;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EvaluationReportTest {

    private static final String HOSTILE = "<script>alert('x')</script>";
    private static final String TRAINING = """
            {"optimizer": {"kind": "sam"}, "bestEpoch": 2, "history": [
              {"epoch": 1, "learningRate": 0.01, "trainingLoss": 2.1, "validationAccuracy": 0.2, "validationF1": 0.1},
              {"epoch": 2, "learningRate": 0.01, "trainingLoss": 1.9, "trainingAccuracy": 0.4321, "validationLoss": 1.8765,
               "validationAccuracy": 0.3, "validationF1": 0.2}]}""";

    @Test
    void testPageHasAllFiguresAndNeedsNothingBesideItself() throws IOException {
        final String page = text(EvaluationReport.of(withLandscapes(evaluate(Expression.all(), "faces.tar", "a"))));

        assertEquals(8, page.split("<figure>", -1).length - 1, "classes, reliability, two maps, landscape, profile, loss, validation");
        assertTrue(page.contains("The model is that of epoch 2, the last one known here."), page);
        assertTrue(page.contains("<td>–</td><td>–</td>"), "The first epoch is of an earlier version");
        assertTrue(page.contains("<td>0.432</td><td>1.877</td>"), page);
        assertTrue(page.contains("<b>sharpness</b>"), page);
        assertTrue(page.contains("The surest mistakes"), page);
        assertTrue(page.contains("art. 5(1)(f)"), page);
        assertFalse(page.contains("Side by side"), page);
        assertFalse(page.contains("<script"), "No script is needed");
        assertFalse(Pattern.compile("(src|href)=\"(?!data:)").matcher(page).find(), "Nothing is loaded from elsewhere");
        final Matcher images = Pattern.compile("src=\"data:image/png;base64,([^\"]+)\"").matcher(page);
        int count = 0;
        while (images.find()) {
            ImageCodec.decode(Base64.getDecoder().decode(images.group(1)), String.format(Locale.ROOT, "image %d of the page", count));
            count++;
        }

        assertEquals(8 + 3, count, "charts and mistakes");
    }

    @Test
    void testSeveralModelsStandSideBySide() throws IOException {
        final String page = text(EvaluationReport.of(withLandscapes(evaluate(Expression.all(), "faces.tar", "a", "b"))));

        assertTrue(page.contains("<h1>Comparison of 2 models</h1>"), page);
        assertTrue(page.contains("Is the difference more than chance?"), page);
        assertTrue(page.contains("<th>sharpness</th>"), page);
        assertEquals(2 + 2, page.split("<h2>Calibration</h2>|Loss around the models", -1).length - 1, "one for all and one for each, and the profiles");
        assertEquals(2, page.split("class=\"landscape\"", -1).length - 1);
    }

    @Test
    void testHostileNamesAreText() throws IOException {
        final String page = text(EvaluationReport.of(evaluate(Expression.all(), HOSTILE, HOSTILE, "<b>")));

        assertFalse(page.contains("<script"), page);
        assertFalse(page.contains("<b>,"), page);
        assertTrue(page.contains("&lt;script&gt;"), page);
    }

    @Test
    void testMachineThatCannotPaint() throws IOException {
        final EvaluationReport report = EvaluationReport.of(withLandscapes(evaluate(Expression.all(), "faces.tar", "a")), ChartPainter.trying(() -> {
            throw new Error("No physical fonts found.");
        }));
        final String page = text(report);

        assertTrue(report.chartProblem().isPresent());
        assertTrue(page.contains("could not paint charts (java.lang.Error: No physical fonts found.)"), page);
        assertEquals(1, page.split("<figure>", -1).length - 1, "The landscape needs no fonts");
        assertTrue(page.contains("<td>sadness</td>"), "The tables are there");
    }

    @Test
    void testOneExpressionOnly() throws IOException {
        final String page = text(EvaluationReport.of(evaluate(List.of(Expression.FEAR), "faces.tar", "a")));
        assertTrue(page.contains("All samples show fear"), page);
    }

    @Test
    void testEqualResultsGiveEqualPages() throws IOException {
        assertEquals(text(EvaluationReport.of(evaluate(Expression.all(), "d", "a"))), text(EvaluationReport.of(evaluate(Expression.all(), "d", "a"))));
    }

    /** Two samples of each expression, from two sources, and three mistakes in the page. */
    private static EvaluationResult evaluate(final List<Expression> expressions, final String dataset, final String... names) throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (final Expression expression : expressions) {
            for (int number = 0; number < 2; number++) {
                samples.add(new Sample(String.format(Locale.ROOT, "%s_%d", expression.label(), number), ImageFormat.PNG, TestSamples.png(expression.id() * 2L + number),
                        SampleMetadata.builder(expression).split(Split.TEST).source("source " + number).build()));
            }
        }

        final JsonNode training = new ObjectMapper().readTree(TRAINING);
        final List<NamedModel> models = new ArrayList<>();
        for (final String name : names) {
            models.add(TestModels.model(name, ModelDescription.of(TestModels.TINY).withTraining("none", training, null), models.size()));
        }

        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(TestSamples.dataset(samples)), dataset)) {
            return new ModelEvaluator(models, new EvaluationSettings(Split.TEST, 3, 100, 20, 1)).evaluate(reader, ProgressListener.NONE);
        } finally {
            models.forEach(model -> model.classifier().close());
        }
    }

    private static EvaluationResult withLandscapes(final EvaluationResult result) {
        final double[] axis = {-1, 0, 1};
        final double[][] losses = {{3, Double.NaN, Double.POSITIVE_INFINITY}, {2, 1, 2}, {3, 2, 3}};
        final Landscape landscape = new Landscape(axis, axis, losses, 1, 0.5, 0, 16, 0);
        return result.withModels(result.models().stream().map((Evaluation evaluation) -> evaluation.withLandscape(landscape)).toList());
    }

    private static String text(final EvaluationReport report) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        report.write(output);
        return output.toString(StandardCharsets.UTF_8);
    }
}
