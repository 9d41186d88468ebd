package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.archive.ArchiveLimits;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FerPlusReaderTest {

    private static final String PIXELS = "7 ".repeat(2304).strip();
    private static final String LABELS_HEADER = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";
    /** A majority, none, none, not a face, and a row that has no pixels in the table. */
    private static final byte[] LABELS = bytes(LABELS_HEADER
            + "Training,fer0000000.png,0,0,0,0,0,0,0,9,1,0\n"
            + "Training,fer0000001.png,4,0,0,1,4,1,0,0,0,0\n"
            + "PublicTest,fer0000002.png,6,0,1,1,0,0,0,0,2,0\n"
            + "PrivateTest,,0,0,0,0,0,0,0,0,0,10\n"
            + "PrivateTest,fer0000004.png,0,9,0,0,0,0,0,0,1,0\n");
    private static final byte[] TABLE = table("0,%s,Training\n", "0,%s,Training\n", "6,%s,PublicTest\n", "3,%s,PrivateTest\n");

    @Test
    void testLabelsBesideTheTable() throws IOException {
        for (final List<Map.Entry<String, byte[]>> files : List.of(List.of(Map.entry("fer2013.csv", TABLE), Map.entry("fer2013new.csv", LABELS)),
                List.of(Map.entry("a/fer2013new.csv", LABELS), Map.entry("b/fer2013.csv", TABLE)))) {
            final NormalizerRun run = new NormalizerRun().add("fer.zip", NormalizerRun.zip(files));
            assertJoined(run);
            assertTrue(run.invalid().getFirst().where().endsWith("fer2013.csv, line 3"), run.invalid().getFirst().where());
        }
    }

    @Test
    void testLabelsAsAnnotations(@TempDir final Path folder) throws IOException {
        final Path labels = Files.write(folder.resolve("fer2013new.csv"), LABELS);
        final NormalizerRun run = new NormalizerRun().add(NormalizerRun.input("fer.csv", TABLE), SourceInput.ofPath(labels));
        assertJoined(run);
        assertEquals(List.of("fer.csv, line 3", "fer.csv, line 5"), run.invalid().stream().map(InvalidEntry::where).toList());
    }

    private static void assertJoined(final NormalizerRun run) throws IOException {
        final List<Sample> samples = run.samples(4);
        assertEquals(List.of("fer/00000", "fer/00002"), samples.stream().map(Sample::key).toList());
        assertEquals(Optional.of(Expression.CONTEMPT), samples.getFirst().metadata().expression());
        assertEquals(Map.of(Expression.CONTEMPT, 9), samples.getFirst().metadata().votes());
        assertEquals(Map.of(Expression.NEUTRAL, 6, Expression.SURPRISE, 1, Expression.SADNESS, 1), samples.getLast().metadata().votes());
        assertEquals(List.of(1, 2), samples.stream().map(sample -> sample.metadata().otherVotes()).toList());
        assertEquals(List.of(Optional.of(Expression.ANGER), Optional.of(Expression.NEUTRAL)), samples.stream().map(sample -> sample.metadata().original()).toList());
        assertTrue(samples.stream().allMatch(sample -> sample.metadata().isMeasurable()));
        assertEquals(List.of(Optional.of(Split.TRAIN), Optional.of(Split.VALIDATION)), samples.stream().map(sample -> sample.metadata().split()).toList());
        assertEquals(List.of("label", "label"), run.invalid().stream().map(InvalidEntry::what).toList());
        assertEquals(Map.of("rows of the labels beyond the table", 1L), run.summary().ignored());
    }

    @Test
    void testKeptRowsHaveTheExpressionWithMostVotes() throws IOException {
        final NormalizeSettings keep = new NormalizeSettings(SourceFormat.FER_PLUS, Optional.empty(), RowsWithoutMajority.KEEP, 3, true, SampleEncoding.PNG, 2,
                ArchiveLimits.DEFAULT);
        final NormalizerRun run = new NormalizerRun(keep).add("fer.zip", NormalizerRun.zip(List.of(Map.entry("fer2013.csv", TABLE), Map.entry("fer2013new.csv", LABELS))));

        // Neutral and anger have 4 each, and FER-2013 says anger; nobody saw an expression in the fourth.
        assertEquals(List.of(true, false, true), run.samples(4).stream().map(sample -> sample.metadata().isMeasurable()).toList());
        assertEquals(List.of(Expression.CONTEMPT, Expression.ANGER, Expression.NEUTRAL),
                run.samples(4).stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertTrue(run.invalid().getFirst().why().contains("No annotator chose one of the eight"), run.invalid().getFirst().why());
    }

    @Test
    void testRowsThatDoNotFit() throws IOException {
        final byte[] labels = bytes(LABELS_HEADER
                + "Training,fer0000000.png,0,0,9,0,0,0,0,0,1,0\n"
                + "Training,fer0000001.png,nine,0,0,0,0,0,0,0,1,0\n"
                + "Training,fer0000002.png,9\n"
                + "Dev,fer0000003.png,9,0,0,0,0,0,0,0,1,0\n"
                + "Training,fer0000004.png,9,0,0,0,0,0,0,0,1,0\n"
                + "Training,fer0000005.png,9,0,0,0,0,0,0,0,1,0\n");
        final byte[] table = table("0,%s,Training\n", "0,%s,Training\n", "0,%s,Training\n", "0,%s,Training\n", ",%s,Training\n", ",,Training\n");

        final NormalizerRun run = new NormalizerRun().add(NormalizerRun.input("fer.csv", table), NormalizerRun.input("fer2013new.csv", labels));

        // The label of the table itself is not needed.
        assertEquals(List.of("fer/00000", "fer/00004"), run.samples(6).stream().map(Sample::key).toList());
        assertEquals(List.of("annotation", "annotation", "annotation", "pixels"), run.invalid().stream().map(InvalidEntry::what).toList());
        assertTrue(run.invalid().getFirst().why().startsWith("Row 1 of fer2013new.csv is wrong"), run.invalid().getFirst().why());
    }

    /** One contradiction refuses the file: labels would go to other images. */
    @Test
    void testTablesThatDoNotBelongTogether() {
        assertRefused("Row 2 has the Usage PrivateTest, but in fer2013new.csv it has PublicTest", LABELS, "0,%s,Training\n", "0,%s,Training\n", "0,%s,PrivateTest\n");
        assertRefused("fer2013new.csv ends after row 4 and has none for row 5", LABELS, "0,%s,Training\n", "0,%s,Training\n", "6,%s,PublicTest\n", "3,%s,PrivateTest\n",
                "3,%s,PrivateTest\n", "3,%s,PrivateTest\n");
        final String text = new String(LABELS, StandardCharsets.UTF_8);
        assertRefused("line 5: row 3 names the image 'fer0000004.png', expected fer0000003.png", bytes(text.replace("PrivateTest,,0,0,0,0,0,0,0,0,0,10\n", "")), "0,%s,Training\n");
        assertRefused("line 3: row 1 names the image 'fer0000002.png'", bytes(text.replace("fer0000001", "fer0000002")), "0,%s,Training\n");
        assertRefused("line 3: row 1 names the image 'other.png'", bytes(text.replace("fer0000001", "other")), "0,%s,Training\n");
    }

    private static void assertRefused(final String message, final byte[] labels, final String... rows) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> new NormalizerRun().add(NormalizerRun.input("fer.csv", table(rows)), NormalizerRun.input("fer2013new.csv", labels)));
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }

    /** Neither Usage nor names show that the table lacks a row. */
    @Test
    void testLabelsThatContradictTheTablesOwnOnesAreRefused() {
        final StringBuilder labels = new StringBuilder(LABELS_HEADER);
        final String[] rows = new String[250];
        for (int row = 0; row < rows.length; row++) {
            final boolean isHappy = row % 2 == 0;
            labels.append(String.format(Locale.ROOT, "Training,fer%07d.png,0,%d,0,0,%d,0,0,0,0,0\n", row, isHappy ? 10 : 0, isHappy ? 0 : 10));
            rows[row] = isHappy ? "0,%s,Training\n" : "3,%s,Training\n";
        }

        assertRefused("Of 200 rows up to fer.csv, line 201 only 0 have the expression that fer2013new.csv says", bytes(labels.toString()), rows);
    }

    @Test
    void testLabelsAlone() {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add("fer2013new.csv", LABELS));
        assertTrue(exception.getMessage().contains("The labels of FER+ alone"), exception.getMessage());
    }

    @Test
    void testChosenFormatWithoutLabels() {
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> new NormalizerRun(NormalizerRun.format(SourceFormat.FER_PLUS)).add("fer.csv", TABLE));
        assertTrue(exception.getMessage().contains("expected fer2013new.csv"), exception.getMessage());
    }

    /** The archive of Kaggle's challenge repeats the table three times, and has tests without labels. */
    @Test
    void testArchiveWithTheSameTableSeveralTimes() throws IOException {
        final byte[] kaggle = NormalizerRun.zip(List.of(
                Map.entry("example_submission.csv", bytes("emotion\n0\n")),
                Map.entry("fer2013.tar.gz", NormalizerRun.gzip(TestSamples.tar(List.of(Map.entry("fer2013/fer2013.csv", TABLE), Map.entry("fer2013/README", bytes("about")))))),
                Map.entry("icml_face_data.csv", bytes(String.format(Locale.ROOT, "emotion, Usage, pixels\n3,Training,%s\n6,PrivateTest,%s\n", PIXELS, PIXELS))),
                Map.entry("test.csv", bytes(String.format(Locale.ROOT, "pixels\n%s\n", PIXELS))),
                Map.entry("train.csv", bytes(String.format(Locale.ROOT, "emotion,pixels\n3,%s\n", PIXELS)))));

        final NormalizerRun run = new NormalizerRun().add("challenge.zip", kaggle);

        assertEquals(List.of(Expression.HAPPINESS, Expression.NEUTRAL), run.samples(2).stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(Map.of("other files", 3L, "further tables", 2L), run.summary().ignored());
    }

    private static byte[] table(final String... rows) {
        return bytes("emotion,pixels,Usage\n" + String.join("", rows).replace("%s", PIXELS));
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
