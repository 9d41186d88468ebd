package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Affect;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AffectNetTableReaderTest {

    private static final String HEADER = "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n";
    private static final String LANDMARKS = "10.5;20.5;30.5;40.5";
    private static final RgbImage PHOTO = DrawnFaces.face(Expression.HAPPINESS, 1, 120);

    private final StringBuilder training = new StringBuilder(HEADER);
    private final List<Map.Entry<String, byte[]>> images = new ArrayList<>();

    @Test
    void testFacesAreCutOutByTheirBoxes() throws IOException {
        addRow("689/a.jpg", "10,20,60,50", "1", "0.785714,-0.0147");
        addImage("Manually_Annotated_Images/689/a.jpg");
        addRow("7/b.png", "100,-5,60,50", "7", "-2,-2");
        addImage("Manually_Annotated_Images/7/b.png");

        final NormalizerRun run = new NormalizerRun().add("affectnet.zip", archive());

        final List<Sample> samples = run.samples(2);
        assertEquals(List.of("affectnet/Manually_Annotated_Images/689/a", "affectnet/Manually_Annotated_Images/7/b"), samples.stream().map(Sample::key).toList());
        assertEquals(List.of(Expression.HAPPINESS, Expression.CONTEMPT), samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(Optional.of(new Affect(0.785714, -0.0147)), samples.getFirst().metadata().affect());
        assertEquals(Optional.empty(), samples.getLast().metadata().affect());
        assertEquals(Optional.of(Split.TRAIN), samples.getFirst().metadata().split());
        assertEquals(Optional.of(new BoundingBox(10, 20, 60, 50)), samples.getFirst().metadata().box());
        // Cut off at the photo's edge.
        assertEquals(Optional.of(new BoundingBox(100, 0, 20, 45)), samples.getLast().metadata().box());
        final RgbImage face = ImageCodec.decode(samples.getFirst().image(), "face");
        assertEquals(List.of(60, 50), List.of(face.width(), face.height()));
        assertEquals(PHOTO.value(10 + 7, 20 + 9, 1), face.value(7, 9, 1));
    }

    @Test
    void testTablesAsAnnotations() throws IOException {
        addRow("689/a.jpg", "10,20,60,50", "0", "0.1,0.2");
        addImage("Manually_Annotated/Manually_Annotated_Images/689/a.jpg");
        final byte[] tables = NormalizerRun.zip(List.of(Map.entry("training.csv", bytes(training.toString())),
                Map.entry("validation.csv", bytes(HEADER + row("689/b.jpg", "0,0,10,10", "2", "0,0")))));
        addImage("Manually_Annotated/Manually_Annotated_Images/689/b.jpg");

        final List<Sample> samples = new NormalizerRun().add(NormalizerRun.input("images.zip", NormalizerRun.zip(images)), NormalizerRun.input("tables.zip", tables)).samples(2);

        assertEquals(List.of(Split.TRAIN, Split.VALIDATION), samples.stream().map(sample -> sample.metadata().split().orElseThrow()).toList());
        assertEquals(List.of(Expression.NEUTRAL, Expression.SADNESS), samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
    }

    @Test
    void testWhatDoesNotFitTogether() throws IOException {
        addRow("1/good.png", "10,20,60,50", "6", "0,0");
        addImage("images/1/good.png");
        addRow("1/none.png", "10,20,60,50", "8", "-2,-2");
        addImage("images/1/none.png");
        addRow("1/uncertain.png", "10,20,60,50", "9", "-2,-2");
        addRow("1/noface.png", "10,20,60,50", "10", "-2,-2");
        addRow("1/eleven.png", "10,20,60,50", "11", "0,0");
        addRow("1/text.png", "10,20,60,50", "happy", "0,0");
        addRow("1/empty.png", "10,20,0,50", "1", "0,0");
        addRow("1/outside.png", "500,500,60,50", "1", "0,0");
        addImage("images/1/outside.png");
        addRow("1/broken.png", "0,0,9,9", "1", "0,0");
        images.add(Map.entry("images/1/broken.png", bytes("no image")));
        addRow("1/affect.png", "10,20,60,50", "1", "3,0");
        addRow("1/good.png", "10,20,60,50", "6", "0,0");
        addRow("1/missing.png", "10,20,60,50", "6", "0,0");
        training.append("1/short.png,1,2\n");
        addImage("images/2/without row.png");
        addImage("copy/1/good.png");
        addRow("1/fine.png", "10,20,60,50", "6", "0,0");
        addImage("images/1/fine.png");

        final NormalizerRun run = new NormalizerRun().add("affectnet.zip", archive());

        assertEquals(List.of("affectnet/images/1/fine"), run.samples(15).stream().map(Sample::key).toList());
        assertEquals(List.of("label 3", "label 4", "label 5", "label 6", "label 7", "box 8", "affect 11", "row 14", "annotation", "box", "image", "annotation", "annotation",
                "image 13"), run.invalid().stream().map(AffectNetTableReaderTest::whatAndLine).toList());
        // Two images have the name of one row.
        assertTrue(run.invalid().get(8).why().startsWith("2 images have the name"), run.invalid().get(8).why());
        assertTrue(run.invalid().getFirst().why().startsWith("AffectNet's expression 8 means none of the expressions"), run.invalid().getFirst().why());
    }

    private static String whatAndLine(final InvalidEntry entry) {
        final int line = entry.where().indexOf(", line ");
        return line < 0 ? entry.what() : String.format(Locale.ROOT, "%s %s", entry.what(), entry.where().substring(line + ", line ".length()));
    }

    /** Of the two published tables one has no header; a program for tables may write semicolons, between landmarks too, and commas in numbers. */
    @ParameterizedTest
    @ValueSource(strings = {
        "689/a.jpg,10,20,60,50,1.5;2.5;3.5,3,0.5,-0.25",
        "HEADER;689/a.jpg;10;20;60;50;1.5;2.5;3.5;3;0.5;-0.25",
        "HEADER;689/a.jpg;10;20;60;50;\"1.5;2.5;3.5\";3;0,5;-0,25",
        "689/a.jpg;10;20;60;50;1.5;2.5;3.5;3;0,5;-0,25",
        "\uFEFFHEADER,689/a.jpg,10,20,60,50,1.5;2.5;3.5,3,0.5,-0.25"})
    void testWaysToWriteTheTables(final String table) throws IOException {
        addImage("Manually_Annotated_Images/689/a.jpg");
        final String semicolons = HEADER.replace(',', ';');
        images.add(Map.entry("validation.csv", bytes(table.replace("HEADER;", semicolons).replace("HEADER,", HEADER))));

        final Sample sample = new NormalizerRun().add("affectnet.zip", NormalizerRun.zip(images)).samples(1).getFirst();

        assertEquals(Optional.of(Expression.SURPRISE), sample.metadata().expression());
        assertEquals(Optional.of(new Affect(0.5, -0.25)), sample.metadata().affect());
        assertEquals(Optional.of(new BoundingBox(10, 20, 60, 50)), sample.metadata().box());
        assertEquals(Optional.of(Split.VALIDATION), sample.metadata().split());
    }

    @Test
    void testChosenFormatWithoutTable() throws IOException {
        addImage("images/1/a.png");
        final byte[] zip = NormalizerRun.zip(images);
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> new NormalizerRun(NormalizerRun.format(SourceFormat.AFFECTNET_CSV)).add("affectnet.zip", zip));
        assertTrue(exception.getMessage().contains("No table of AffectNet"), exception.getMessage());
    }

    private void addRow(final String path, final String box, final String expression, final String affect) {
        training.append(row(path, box, expression, affect));
    }

    private static String row(final String path, final String box, final String expression, final String affect) {
        return String.format(Locale.ROOT, "%s,%s,%s,%s,%s\n", path, box, LANDMARKS, expression, affect);
    }

    private void addImage(final String path) {
        images.add(Map.entry(path, ImageCodec.encodePng(PHOTO)));
    }

    /** The table comes last: it is read before the images all the same. */
    private byte[] archive() throws IOException {
        final List<Map.Entry<String, byte[]>> all = new ArrayList<>(images);
        all.add(Map.entry("training.csv", bytes(training.toString())));
        return NormalizerRun.zip(all);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
