package org.nififer.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.Affect;
import org.nififer.dataset.Augmentation;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.dataset.statistics.DatasetDescriber;
import org.nififer.dataset.statistics.DatasetDescription;
import org.nififer.dataset.statistics.DescribeSettings;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetReportTest {

    private static final String HOSTILE = "<script>alert('x')</script> | *bold* [a](b) & \"q\"";

    private interface Writer {

        void write(OutputStream output) throws IOException;
    }

    @Test
    void testPageHasAllFiguresAndNeedsNothingBesideItself() throws IOException {
        final String page = text(DatasetReport.of(rich())::writePage);

        assertEquals(9, page.split("<figure>", -1).length - 1, "classes, balance, sources, sizes, brightness, contrast, subjects, votes, affect");
        assertTrue(page.contains("Class balance before and after"), page);
        assertFalse(page.contains("<script"), "No script is needed");
        assertFalse(Pattern.compile("(src|href)=\"(?!data:)").matcher(page).find(), "Nothing is loaded from elsewhere");
        final Matcher images = Pattern.compile("src=\"data:image/png;base64,([^\"]+)\"").matcher(page);
        int count = 0;
        while (images.find()) {
            ImageCodec.decode(Base64.getDecoder().decode(images.group(1)), String.format(Locale.ROOT, "image %d of the page", count));
            count++;
        }

        assertTrue(count > 9 + 8, String.format(Locale.ROOT, "charts and sample images, got %d", count));
    }

    @Test
    void testHostileNamesAreText() throws IOException {
        final DatasetDescription description = describe(HOSTILE, List.of(
                new Sample("key<b>", ImageFormat.PNG, new byte[] {1, 2}, SampleMetadata.builder(Expression.FEAR).source(HOSTILE).subject(HOSTILE).build()),
                new Sample("k", ImageFormat.PNG, TestSamples.png(1), SampleMetadata.builder(Expression.FEAR).source("a\nb | c")
                        .augmentation(new Augmentation("<i>(1)", 1, "k0")).build())), DescribeSettings.DEFAULT_IMAGES);
        final DatasetReport report = DatasetReport.of(description);

        final String page = text(report::writePage);
        assertFalse(page.contains("<script"), page);
        assertFalse(page.contains("<b>key") || page.contains("key<b>") || page.contains("<i>"), page);
        assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), page);
        final String datasheet = text(report::writeDatasheet);
        assertFalse(datasheet.contains("<script"), datasheet);
        assertTrue(datasheet.startsWith("# Datasheet of &lt;script>alert('x')&lt;/script> \\| \\*bold\\* \\[a\\](b) &amp; \"q\"\n"), datasheet.lines().findFirst().orElseThrow());
        assertTrue(datasheet.contains("a b \\| c (1)"), datasheet);
    }

    @Test
    void testJson() throws IOException {
        final JsonNode json = new ObjectMapper().readTree(text(DatasetReport.of(rich())::writeJson));

        final List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("name", "fingerprint", "samples", "unlabelled", "classes", "splits", "balance", "sources", "subjects", "images", "votes", "affect", "augmentation",
                "equalImages", "nearDuplicateDistance", "nearDuplicates", "warnings"), names);
        assertEquals(18, json.path("samples").asInt());
        assertEquals("fear", json.at("/classes/0/expression").asText());
        assertEquals(3, json.at("/classes/0/samples").asInt());
        assertEquals(2, json.at("/sources/0/classes/fear").asInt());
        assertEquals(2, json.at("/augmentation/operations/rotation").asInt());
        assertEquals("subject-leak", json.at("/warnings/0/kind").asText());
    }

    @Test
    void testDatasheetFillsInAndAsks() throws IOException {
        final String datasheet = text(DatasetReport.of(rich())::writeDatasheet);

        for (final String section : List.of("Motivation", "Composition", "Collection process", "Preprocessing, cleaning, labelling", "Uses", "Distribution", "Maintenance")) {
            assertTrue(datasheet.contains("\n## " + section + "\n"), section);
        }

        assertTrue(datasheet.contains("| fear | 2 | 0 | 1 | 0 | 3 | 1 |"), datasheet);
        assertTrue(datasheet.contains("2 samples were made by augmentation: rotation in 2."), datasheet);
        assertTrue(datasheet.contains("did they consent to this use? Can they withdraw? **To answer**"), datasheet);
    }

    @Test
    void testMachineThatCannotPaint() throws IOException {
        final DatasetReport report = DatasetReport.of(rich(), ChartPainter.trying(() -> {
            throw new Error("No physical fonts found.");
        }));
        final String page = text(report::writePage);

        assertTrue(report.chartProblem().orElseThrow().contains("No physical fonts found."));
        assertTrue(page.contains("could not paint charts (java.lang.Error: No physical fonts found.)"), page);
        assertFalse(page.contains("<figure>"), page);
        assertTrue(page.contains("<td>sadness</td>"), "The tables are there");
    }

    @Test
    void testPageWithoutSampleImages() throws IOException {
        final String page = text(DatasetReport.of(describe("faces.tar", samples(), 0), ChartPainter.trying(() -> {
            throw new Error("No charts here");
        }))::writePage);
        assertFalse(page.contains("<img"), page);
    }

    @Test
    void testEqualDescriptionsGiveEqualTexts() throws IOException {
        assertEquals(text(DatasetReport.of(rich())::writePage), text(DatasetReport.of(rich())::writePage));
    }

    @Test
    void testSourcesOfOneNameInTheChart() throws IOException {
        // Cut to the length of a legend, these two are alike.
        final String common = "a very long name of a source, number ";
        final DatasetReport report = DatasetReport.of(describe("d", List.of(
                new Sample("a", ImageFormat.PNG, TestSamples.png(1), SampleMetadata.builder(Expression.FEAR).source(common + 1).build()),
                new Sample("b", ImageFormat.PNG, TestSamples.png(2), SampleMetadata.builder(Expression.FEAR).source(common + 2).build()),
                new Sample("c", ImageFormat.PNG, TestSamples.png(3), SampleMetadata.builder(Expression.FEAR).build())), 0));
        assertTrue(text(report::writePage).contains("(not named)"));
    }

    /** Everything that a dataset can have: two sources, votes, affect, sizes, a leaking subject, augmented samples. */
    private static DatasetDescription rich() throws IOException {
        return describe("faces.tar", samples(), DescribeSettings.DEFAULT_IMAGES);
    }

    private static List<Sample> samples() {
        final List<Sample> samples = new ArrayList<>();
        for (final Expression expression : Expression.all()) {
            for (int subject = 0; subject < 2; subject++) {
                samples.add(new Sample(String.format(Locale.ROOT, "%s_%d", expression.label(), subject), ImageFormat.PNG,
                        ImageCodec.encodePng(DrawnFaces.face(expression, subject, 7, subject == 0 ? 48 : 64)),
                        SampleMetadata.builder(expression).source("source " + subject).subject("S1")
                                .split(subject == 0 || expression.id() % 2 == 1 ? Split.TRAIN : Split.TEST)
                                .votes(Map.of(expression, 9, Expression.ofId((expression.id() + 1) % 8), 1)).affect(new Affect(0.1 * subject, -0.1)).build()));
            }
        }

        for (final Expression expression : List.of(Expression.FEAR, Expression.SADNESS)) {
            samples.add(new Sample("augmented_" + expression.label(), ImageFormat.PNG, ImageCodec.encodePng(DrawnFaces.face(expression, 0, 9, 48)),
                    SampleMetadata.builder(expression).source("source 0").split(Split.TRAIN)
                            .augmentation(new Augmentation("rotation(3)", 1, expression.label() + "_0")).build()));
        }

        return samples;
    }

    private static DatasetDescription describe(final String name, final List<Sample> samples, final int images) throws IOException {
        final byte[] dataset = TestSamples.dataset(samples);
        return DatasetDescriber.describe(name, () -> new DatasetReader(new ByteArrayInputStream(dataset), name), new DescribeSettings(images, 2, 1, 2, Map.of()),
                ProgressListener.NONE);
    }

    private static String text(final Writer writer) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        writer.write(output);
        return output.toString(StandardCharsets.UTF_8);
    }
}
