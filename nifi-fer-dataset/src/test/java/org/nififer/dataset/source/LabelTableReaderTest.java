package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LabelTableReaderTest {

    private static final byte[] PNG = TestSamples.png(1);

    private final List<Map.Entry<String, byte[]>> files = new ArrayList<>();

    @Test
    void testTableBesideTheFolderOfItsImages() throws IOException {
        add("data/legend.csv", "user.id,image,emotion\n1,Aaron_Eckhart_0001.jpg,neutral\n2,Ann_de_Vries_0012.jpg,HAPPINESS\n2,other.jpg,suprise\n");
        addImages("images/Aaron_Eckhart_0001.jpg", "images/Ann_de_Vries_0012.jpg", "images/other.jpg");

        final NormalizerRun run = run();

        final List<Sample> samples = run.samples(3);
        assertEquals(List.of(Expression.NEUTRAL, Expression.HAPPINESS, Expression.SURPRISE), expressions(samples));
        assertEquals(List.of(Optional.of("Aaron_Eckhart"), Optional.of("Ann_de_Vries"), Optional.empty()), samples.stream().map(sample -> sample.metadata().subject()).toList());
        assertEquals("source/images/Aaron_Eckhart_0001", samples.getFirst().key());
        assertEquals(Map.of(), run.summary().ignored());
    }

    @Test
    void testFewNamesOfPersonsAreNone() throws IOException {
        add("labels.csv", "image,label\nSad_Face_0001.png,sad\n2.png,sad\n3.png,sad\n");
        addImages("Sad_Face_0001.png", "2.png", "3.png");

        assertEquals(0, run().summary().subjects());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"image;label@a.png;sad|UTF-8", "image\tlabel@a.png\tsad|UTF-8", "image label@a.png sad|UTF-8", "a.png sad|UTF-8",
        "image,label@a.png,sad|UTF-16",
        "image,label@a.png,sad|UTF-16LE", "image,label@a.png,sad|UTF-16BE", "label,path,id@Sadness,a.png,7|UTF-8", "\"image\",\"label\"@\"a.png\",\"sad\"|UTF-8",
        ",pth,label,relFCs@0,x/a.png,sad,0.87|UTF-8", "image,label@.\\x\\a.png,sad|UTF-8", "file,label@a,sad|UTF-8"})
    void testWaysToWriteTables(final String table, final String charset) throws IOException {
        files.add(Map.entry("labels.txt", table.replace('@', '\n').getBytes(Charset.forName(charset))));
        addImages("x/a.png");

        assertEquals(List.of(Expression.SADNESS), expressions(run().samples(1)));
    }

    @Test
    void testNumbersNeedTheirNumbering() throws IOException {
        add("labels.csv", "image,label\na.png,3\nb.png,0.0\n");
        addImages("a.png", "b.png");

        final InvalidInputException exception = assertThrows(InvalidInputException.class, this::run);
        assertTrue(exception.getMessage().contains("source.zip, labels.csv, line 2: the label is the number 3; every dataset numbers the expressions otherwise"),
                exception.getMessage());
        assertEquals(List.of(Expression.HAPPINESS, Expression.ANGER), expressions(run(Numbering.FER2013).samples(2)));
        assertEquals(List.of(Expression.ANGER, Expression.FEAR), expressions(run(Numbering.NIFI_FER).samples(2)));
        final NormalizerRun affectNet = run(Numbering.AFFECTNET);
        assertEquals(List.of(Expression.SURPRISE, Expression.NEUTRAL), expressions(affectNet.samples(2)));
        assertEquals(List.of("source: labels are numbers of affectnet (the choice of the operator)"), affectNet.summary().notes());
        final NormalizerRun rafDb = run(Numbering.RAF_DB);
        assertEquals(List.of(Expression.DISGUST), expressions(rafDb.samples(2)));
        assertEquals("The number 0; expected 1 (surprise) to 7 (neutral) as RAF-DB numbers them", rafDb.invalid().getFirst().why());
    }

    @Test
    void testNumberingThatIsNotUsed() throws IOException {
        add("labels.csv", "image,label\na.png,sad\n");
        addImages("a.png");

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> run(Numbering.FER2013));
        assertTrue(exception.getMessage().contains("The numbering fer2013 was chosen, but no label is a number"), exception.getMessage());
    }

    /** Two of three annotators decide, one against one does not; rows that repeat themselves are one. */
    @Test
    void testSeveralRowsForAnImage() throws IOException {
        add("labels.csv", """
                user,image,label
                1,a.png,sad
                2,a.png,anger
                3,a.png,sad
                1,b.png,sad
                2,b.png,fear
                1,c.png,fear
                2,c.png,fear
                1,d.png,puzzled
                2,d.png,fear
                """);
        addImages("a.png", "b.png", "c.png", "d.png");

        final NormalizerRun run = run();

        final List<Sample> samples = run.samples(4);
        assertEquals(List.of(Expression.SADNESS, Expression.FEAR), expressions(samples));
        assertEquals(List.of(Map.of(Expression.SADNESS, 2, Expression.ANGER, 1), Map.of()), samples.stream().map(sample -> sample.metadata().votes()).toList());
        assertEquals(List.of("source.zip, labels.csv, line 9", "source.zip, b.png"), run.invalid().stream().map(InvalidEntry::where).toList());
        assertTrue(run.invalid().getFirst().why().startsWith("The label 'puzzled'; expected one of [fear, sadness"), run.invalid().getFirst().why());
        assertTrue(run.invalid().getLast().why().contains("from source.zip, labels.csv, line 5 on, contradict each other ({FEAR=1, SADNESS=1})"), run.invalid().getLast().why());
        assertEquals(Map.of("further rows of the same images", 4L, "further rows of invalid images", 1L, "images of invalid rows", 1L), run.summary().ignored());
        assertEquals(List.of("source: 2 images have rows that differ; those with more than half for one label have it, the others are invalid"), run.summary().notes());
    }

    /** The same names in two folders mean different images. */
    @Test
    void testTablesSpeakOfTheImagesBesideThem() throws IOException {
        add("train/labels.csv", "image,label\n1.png,sad\n");
        add("test/labels.csv", "image,label\n1.png,happy\n2.png,fear\n");
        addImages("train/1.png", "test/1.png", "train/2.png", "other/1.png");

        final NormalizerRun run = run();

        final List<Sample> samples = run.samples(5);
        assertEquals(List.of(Expression.SADNESS, Expression.HAPPINESS), expressions(samples));
        assertEquals(List.of(Optional.of(Split.TRAIN), Optional.of(Split.TEST)), samples.stream().map(sample -> sample.metadata().split()).toList());
        assertEquals(List.of("source.zip, train/2.png", "source.zip, other/1.png", "source.zip, test/labels.csv, line 3"),
                run.invalid().stream().map(InvalidEntry::where).toList());
    }

    @Test
    void testNamesThatMeanTwoImages() throws IOException {
        add("labels.csv", "image,label\n1.png,sad\n2.png,sad\n3.jpg,sad\n3.png,fear\n");
        addImages("a/1.png", "b/1.png", "2.jpg", "2.png", "3.png", "3.jpg");

        final NormalizerRun run = run();

        assertEquals(List.of("source/2", "source/3", "source/3-3"), run.samples(6).stream().map(Sample::key).toList());
        assertEquals(List.of("source.zip, a/1.png", "source.zip, b/1.png", "source.zip, 2.jpg"), run.invalid().stream().map(InvalidEntry::where).toList());
    }

    @Test
    void testSplitsByColumnTableAndFolder() throws IOException {
        add("labels.csv", "image,label,usage\n1.png,sad,PublicTest\n2.png,sad,train\n3.png,sad,elsewhere\n");
        addImages("1.png", "2.png", "3.png");

        final NormalizerRun run = run();

        assertEquals(List.of(Split.VALIDATION, Split.TRAIN), run.samples(3).stream().map(sample -> sample.metadata().split().orElseThrow()).toList());
        assertEquals("usage 'elsewhere'; expected train, validation or test", run.invalid().getFirst().why());
    }

    /** Which of two columns has the labels nobody says. */
    @ParameterizedTest
    @ValueSource(strings = {"image,label,emotion\na.png,sad,fear\n", "image,mood\na.png,sad\n", "image,label\n"})
    void testTablesWithoutOneColumnOfLabels(final String table) throws IOException {
        add("labels.csv", table);
        addImages("a.png");

        final InvalidInputException exception = assertThrows(InvalidInputException.class, this::run);
        assertTrue(exception.getMessage().contains("No folder names the expression"), exception.getMessage());
    }

    @Test
    void testFoldersAndATableBothSayLabels() throws IOException {
        add("labels.csv", "image,label\na.png,sad\n");
        addImages("happy/a.png");

        final InvalidInputException exception = assertThrows(InvalidInputException.class, this::run);
        assertTrue(exception.getMessage().contains("Several formats at once: class-folders (source.zip, happy/a.png), label-table (source.zip, labels.csv)"),
                exception.getMessage());
        assertEquals(List.of(Expression.SADNESS), expressions(new NormalizerRun(NormalizerRun.format(SourceFormat.LABEL_TABLE)).add("source.zip",
                NormalizerRun.zip(files)).samples(1)));
    }

    private NormalizerRun run() throws IOException {
        return new NormalizerRun().add("source.zip", NormalizerRun.zip(files));
    }

    private NormalizerRun run(final Numbering numbering) throws IOException {
        return new NormalizerRun(NormalizerRun.numbering(numbering)).add("source.zip", NormalizerRun.zip(files));
    }

    private static List<Expression> expressions(final List<Sample> samples) {
        return samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList();
    }

    private void add(final String path, final String text) {
        files.add(Map.entry(path, text.getBytes(StandardCharsets.UTF_8)));
    }

    private void addImages(final String... paths) {
        for (final String path : paths) {
            files.add(Map.entry(path, PNG));
        }
    }
}
