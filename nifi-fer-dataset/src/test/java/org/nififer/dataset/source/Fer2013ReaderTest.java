package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class Fer2013ReaderTest {

    private static final String HEADER = "emotion,pixels,Usage\n";

    @Test
    void testRowsBecomeSamples() throws IOException {
        final String table = HEADER + IntStream.range(0, 7).mapToObj(emotion -> row(emotion, pixels(2304), "Training")).collect(Collectors.joining())
                + row(0, pixels(2304), "PublicTest") + row(0, pixels(2304), "PrivateTest") + "\n";

        final NormalizerRun run = new NormalizerRun().add("fer2013.csv", bytes(table));

        assertEquals(9, run.summary().read());
        final List<Sample> samples = run.samples();
        assertEquals(List.of(Expression.ANGER, Expression.DISGUST, Expression.FEAR, Expression.HAPPINESS, Expression.SADNESS, Expression.SURPRISE,
                Expression.NEUTRAL, Expression.ANGER, Expression.ANGER), samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(Split.TRAIN, samples.get(6).metadata().split().orElseThrow());
        assertEquals(Split.VALIDATION, samples.get(7).metadata().split().orElseThrow());
        assertEquals(Split.TEST, samples.get(8).metadata().split().orElseThrow());
        assertEquals("fer2013/00008", samples.get(8).key());
        final RgbImage image = ImageCodec.decode(samples.getFirst().image(), "image");
        assertEquals(48, image.width());
        assertEquals(48, image.height());
        // Row by row from the upper left.
        assertEquals(50, image.value(2, 1, 0));
        assertEquals(50, image.value(2, 1, 2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "2303|none|1|Training|pixels|2303 pixels; expected 48 x 48 = 2304",
        "2305|none|1|Training|pixels|2305 pixels",
        "2303|256|1|Training|pixels|Pixel 2304 is '256'; expected 0 to 255",
        "2303|x1|1|Training|pixels|Pixel 2304 is 'x1'",
        "2303|-1|1|Training|pixels|Pixel 2304 is '-1'",
        "2303|1.5|1|Training|pixels|Pixel 2304 is '1.5'",
        "0|none|1|Training|pixels|0 pixels",
        "2304|none|7|Training|label|emotion '7'; expected 0 (anger) to 6 (neutral)",
        "2304|none||Training|label|emotion ''",
        "2304|none|happy|Training|label|emotion 'happy'",
        "2304|none|1|Dev|usage|Usage 'Dev'; expected Training, PublicTest or PrivateTest"})
    void testInvalidRowIsReportedAndTheRestGoesOn(final int count, final String last, final String emotion, final String usage, final String what,
                                                  final String why) throws IOException {
        final String pixels = last == null ? pixels(count) : pixels(count) + " " + last;
        final String table = HEADER + row(3, pixels(2304), "Training") + String.format(Locale.ROOT, "%s,%s,%s\n", emotion == null ? "" : emotion, pixels, usage)
                + row(4, pixels(2304), "Training");

        final NormalizerRun run = new NormalizerRun().add("fer2013.csv", bytes(table));

        assertEquals(3, run.summary().read());
        assertEquals(List.of("fer2013/00000", "fer2013/00002"), run.samples().stream().map(Sample::key).toList());
        final InvalidEntry entry = run.invalid().getFirst();
        assertEquals("fer2013.csv, line 3", entry.where());
        assertEquals(what, entry.what());
        assertTrue(entry.why().startsWith(why), entry.why());
    }

    @Test
    void testUnclosedQuoteAndMissingColumnsConcernOneRowOnly() throws IOException {
        final String table = HEADER + "\"3," + pixels(2304) + ",Training\n3\n" + row(4, pixels(2304), "Training");

        final NormalizerRun run = new NormalizerRun().add("fer2013.csv", bytes(table));

        assertEquals(List.of("label", "row"), run.invalid().stream().map(InvalidEntry::what).toList());
        assertEquals(1, run.samples().size());
    }

    @Test
    void testOtherOrderOfColumnsSpacesQuotesByteOrderMarkAndNoUsage() throws IOException {
        final String table = "\uFEFF Pixels , \"emotion\"\r\n\"" + pixels(2304) + "\", 3\r\n";

        final Sample sample = new NormalizerRun().add("icml", bytes(table)).samples().getFirst();

        assertEquals(Optional.of(Expression.HAPPINESS), sample.metadata().expression());
        assertTrue(sample.metadata().split().isEmpty());
    }

    @Test
    void testHeaderOfIcml() throws IOException {
        final String table = "emotion, Usage, pixels\n0, Training," + pixels(2304) + "\n3, PrivateTest," + pixels(2304) + "\n";

        final List<Sample> samples = new NormalizerRun().add("icml_face_data.csv", bytes(table)).samples(2);

        assertEquals(List.of(Expression.ANGER, Expression.HAPPINESS), samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(List.of(Split.TRAIN, Split.TEST), samples.stream().map(sample -> sample.metadata().split().orElseThrow()).toList());
    }

    @Test
    void testTableThatIsDamagedWithinItsFirstLine() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("damaged.csv", bytes(HEADER + row(3, pixels(2304), "Training"))),
                Map.entry("good.csv", bytes(HEADER + row(3, pixels(2304), "Training")))));
        // The type of the first deflated block becomes one that does not exist.
        zip[30 + "damaged.csv".length()] |= 6;

        final NormalizerRun run = new NormalizerRun().add("fer.zip", zip);

        assertEquals(1, run.samples(2).size());
        assertEquals("fer.zip, damaged.csv", run.invalid().getFirst().where());
        assertTrue(run.invalid().getFirst().why().startsWith("Damaged in the zip"), run.invalid().getFirst().why());
    }

    @Test
    void testTableInZip() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("fer.zip", NormalizerRun.zip(List.of(
                Map.entry("fer2013/README", bytes("about")),
                Map.entry("fer2013/fer2013.csv", bytes(HEADER + row(3, pixels(2304), "Training") + row(9, "", ""))))));

        assertEquals(1, run.summary().totalIgnored());
        assertEquals("fer.zip, fer2013/fer2013.csv, line 3", run.invalid().getFirst().where());
        assertEquals("fer/00000", run.samples().getFirst().key());
    }

    @Test
    void testLineWithoutEnd() {
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> new NormalizerRun().add("fer2013.csv", bytes(HEADER + "1,".repeat(1 << 20))));
        assertTrue(exception.getMessage().contains("line 2 has more than 1048576 characters"), exception.getMessage());
    }

    @Test
    void testChosenFormatThatDoesNotFit() {
        final byte[] table = bytes("label,file\n1,a.png\n");
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> new NormalizerRun(NormalizerRun.format(SourceFormat.FER2013)).add("labels.csv", table));
        assertTrue(exception.getMessage().contains("line 1 of labels.csv is 'label,file'; expected a header with emotion, pixels"), exception.getMessage());
    }

    private static String pixels(final int count) {
        return IntStream.range(0, count).mapToObj(pixel -> Integer.toString(pixel % 256)).collect(Collectors.joining(" "));
    }

    private static String row(final int emotion, final String pixels, final String usage) {
        return String.format(Locale.ROOT, "%d,%s,%s\n", emotion, pixels, usage);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
