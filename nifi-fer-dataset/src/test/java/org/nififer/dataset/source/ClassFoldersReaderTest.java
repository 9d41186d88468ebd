package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClassFoldersReaderTest {

    private static final byte[] PNG = TestSamples.png(1);
    private static final byte[] NO_IMAGE = "no image".getBytes(StandardCharsets.UTF_8);

    @Test
    void testFolderNamesAndFileNamesGiveTheLabels() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(List.of(
                Map.entry("CK+48/Happy/S010_004_00000017.png", PNG),
                Map.entry("train/ANGRY/1.png", PNG),
                Map.entry("sadness/Valid/2.png", PNG),
                Map.entry("data/test/Surprised/x/../3.png", PNG),
                Map.entry("test\\fearful\\4.png", PNG))));

        assertEquals(1, run.summary().invalid());
        assertEquals("entry", run.invalid().getFirst().what());
        final List<Sample> samples = run.samples();
        assertEquals(List.of("faces/CK_48/Happy/S010_004_00000017", "faces/train/ANGRY/1", "faces/sadness/Valid/2", "faces/test/fearful/4"),
                samples.stream().map(Sample::key).toList());
        assertEquals(List.of(Expression.HAPPINESS, Expression.ANGER, Expression.SADNESS, Expression.FEAR),
                samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(List.of(Optional.empty(), Optional.of(Split.TRAIN), Optional.of(Split.VALIDATION), Optional.of(Split.TEST)),
                samples.stream().map(sample -> sample.metadata().split()).toList());
        assertEquals(Optional.of("S010"), samples.getFirst().metadata().subject());
        assertEquals(Optional.empty(), samples.get(1).metadata().subject());
        assertEquals(Optional.of("faces"), samples.getFirst().metadata().source());
    }

    @Test
    void testInvalidAndIgnoredEntriesAreCountedAndTheRestGoesOn() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(List.of(
                Map.entry("README.md", NO_IMAGE),
                Map.entry("__MACOSX/happy/._1.png", NO_IMAGE),
                Map.entry("happy/.DS_Store", NO_IMAGE),
                Map.entry("happy/1.png", NO_IMAGE),
                Map.entry("happy/2.jpg", new byte[0]),
                Map.entry("joyful/3.png", PNG),
                Map.entry("4.png", PNG),
                Map.entry("happy/5.png", PNG))));

        final DatasetNormalizer.Summary summary = run.summary();
        assertEquals(5, summary.read());
        assertEquals(4, summary.invalid());
        assertEquals(1, summary.written().total());
        assertEquals(3, summary.totalIgnored());
        assertEquals(List.of("image", "image", "label", "label"), run.invalid().stream().map(InvalidEntry::what).toList());
        assertEquals("faces.zip, happy/1.png", run.invalid().getFirst().where());
        assertTrue(run.invalid().get(2).why().contains("'joyful'") && run.invalid().get(2).why().contains("happiness"), run.invalid().get(2).why());
    }

    @Test
    void testNamesThatLeadOutOfTheFolderAreInvalid() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("slip.zip", NormalizerRun.zip(List.of(
                Map.entry("../../etc/happy/passwd.png", PNG),
                Map.entry("/happy/a.png", PNG),
                Map.entry("C:\\happy\\a.png", PNG),
                Map.entry("..\\evil.sh", NO_IMAGE),
                Map.entry("./happy/./b..c.png", PNG))));

        assertEquals(List.of("slip/happy/b__c"), run.samples().stream().map(Sample::key).toList());
        assertEquals(List.of("slip.zip, ../../etc/happy/passwd.png", "slip.zip, /happy/a.png", "slip.zip, C:/happy/a.png", "slip.zip, ../evil.sh"),
                run.invalid().stream().map(InvalidEntry::where).toList());
        assertTrue(run.invalid().getFirst().why().contains("leads out of the folder"), run.invalid().getFirst().why());
        assertEquals(5, run.summary().read());
    }

    @Test
    void testNamesThatFallTogetherStayApart() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(List.of(
                Map.entry("happy/a b.png", PNG),
                Map.entry("happy/a'b.png", PNG),
                Map.entry("happy/a\"b.v2.png", PNG),
                Map.entry("happy/a_b.jpg", PNG),
                Map.entry("happy/顔 улыбка.png", PNG))));

        final List<String> keys = run.samples().stream().map(Sample::key).toList();
        assertEquals(5, keys.stream().distinct().count());
        assertEquals("faces/happy/a_b", keys.getFirst());
        assertEquals("faces/happy/顔_улыбка", keys.getLast());
    }

    @Test
    void testImagesBecomePng() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(List.of(Map.entry("happy/a.jpg", PNG))));

        final Sample sample = run.samples().getFirst();
        assertEquals(ImageFormat.PNG, sample.format());
        assertArrayEquals(ImageCodec.decode(PNG, "expected").pixels(), ImageCodec.decode(sample.image(), "actual").pixels());
    }

    @Test
    void testFolderOnDisk(@TempDir final Path folder) throws IOException {
        Files.createDirectories(folder.resolve("CK+ 48/anger"));
        Files.write(folder.resolve("CK+ 48/anger/S011_001_00000002.png"), PNG);
        Files.write(folder.resolve("CK+ 48/anger/S010_001_00000001.png"), PNG);
        Files.createSymbolicLink(folder.resolve("CK+ 48/anger/circle"), folder);

        final NormalizerRun run = new NormalizerRun().add(SourceInput.ofPath(folder.resolve("CK+ 48")));

        assertEquals(2, run.summary().subjects());
        assertEquals(1, run.summary().totalIgnored());
        assertEquals(List.of("CK__48/anger/S010_001_00000001", "CK__48/anger/S011_001_00000002"), run.samples().stream().map(Sample::key).toList());
    }

    @Test
    void testDamagedEntryDoesNotTakeTheOthersWithIt() throws IOException {
        final byte[] zip = NormalizerRun.zipWithSizes(List.of(
                Map.entry("happy/before.png", PNG), Map.entry("happy/damaged.png", largePng()), Map.entry("happy/after.png", PNG)));
        // The first byte of the packed data, 255, starts a block of a type that does not exist.
        zip[indexOf(zip, "happy/damaged.png") + "happy/damaged.png".length()] = (byte) 255;

        final NormalizerRun run = new NormalizerRun().add("faces.zip", zip);

        assertEquals(1, run.summary().invalid());
        assertEquals("faces.zip, happy/damaged.png", run.invalid().getFirst().where());
        assertEquals(List.of("faces/happy/before", "faces/happy/after"), run.samples().stream().map(Sample::key).toList());
    }

    @Test
    void testNumberedFoldersOfAffectNet() throws IOException {
        final NormalizerRun run = new NormalizerRun(NormalizerRun.numbering(Numbering.AFFECTNET)).add("affectnet.zip", NormalizerRun.zip(List.of(
                Map.entry("train_class/0/a.png", PNG), Map.entry("train_class/3/b.png", PNG), Map.entry("val_class/7/c.png", PNG),
                Map.entry("val_class/8/d.png", PNG), Map.entry("val_class/12/e.png", PNG))));

        final List<Sample> samples = run.samples(5);
        assertEquals(List.of(Expression.NEUTRAL, Expression.SURPRISE, Expression.CONTEMPT), samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(Optional.of(Split.VALIDATION), samples.getLast().metadata().split());
        assertTrue(run.invalid().getFirst().why().contains("The number 8; expected 0 (neutral) to 7 (contempt) as AffectNet numbers them"), run.invalid().getFirst().why());
        assertTrue(run.invalid().getLast().why().contains("The number 12; expected 0"), run.invalid().getLast().why());
    }

    @Test
    void testNumberedFoldersOfRafDb() throws IOException {
        final NormalizerRun run = new NormalizerRun().add("raf-db.zip", NormalizerRun.zip(List.of(
                Map.entry("DATASET/train/1/train_00001_aligned.jpg", PNG), Map.entry("DATASET/test/7/test_0001_aligned.jpg", PNG),
                Map.entry("DATASET/test/0/test_0002_aligned.jpg", PNG))));

        assertEquals(List.of(Expression.SURPRISE, Expression.NEUTRAL), run.samples(3).stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertTrue(run.invalid().getFirst().why().contains("as RAF-DB numbers them"), run.invalid().getFirst().why());
    }

    @Test
    void testNothingValidIsAnError() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("joyful/a.png", PNG)));

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("faces.zip", zip));

        assertEquals(InvalidInputException.Code.INVALID_DATASET, exception.code());
        assertTrue(exception.getMessage().contains("faces.zip has no valid sample; 1 entries are invalid"), exception.getMessage());
        assertTrue(exception.getMessage().contains("'joyful'"), exception.getMessage());
    }

    private static byte[] largePng() {
        final byte[] pixels = new byte[32 * 32 * RgbImage.CHANNELS];
        new Random(1).nextBytes(pixels);
        return ImageCodec.encodePng(new RgbImage(32, 32, pixels));
    }

    private static int indexOf(final byte[] content, final String text) {
        return new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void testIgnoredFilesThatSomebodyMayMissAreNamed() throws IOException {
        final byte[] png = TestSamples.png(2);
        final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(List.of(Map.entry("happy/a.png", TestSamples.png(1)), Map.entry("happy/b.txt", png),
                Map.entry("labels.psv", text("name|mood\na.png|happy\n")), Map.entry("labels.json", text("{\"a.png\": \"happy\"}")),
                Map.entry("points.txt", text("0.1 0.2\n0.3 0.4\n")), Map.entry("README.md", text("# Faces, many of them\n\nAll of them drawn.\n")))));

        assertEquals(1, run.samples(1).size());
        assertEquals(Map.of("other files", 5L), run.summary().ignored());
        assertEquals(List.of("faces: faces.zip, happy/b.txt is not read: it is a PNG image whose name does not end as an image's, such as in .png",
                "faces: faces.zip, labels.psv is not read: line 1 is 'name|mood'; expected a table with one column of image names and one of labels, separated by "
                        + "commas, semicolons, tabs or spaces",
                "faces: faces.zip, labels.json is not read: it is a JSON file; labels are read from a table, such as CSV"), run.summary().notes());
    }

    private static byte[] text(final String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
