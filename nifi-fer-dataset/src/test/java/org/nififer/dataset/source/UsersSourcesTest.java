package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Small sources as people have them, each of which once gave wrong labels or none.
 */
class UsersSourcesTest {

    /** 42 images in the folders 0 to 6, which are FER-2013's. */
    @Test
    void testFoldersNamedByNumbers() throws IOException {
        assertTrue(refusal("numbers").contains("im0.png in the folder '0': the label is the number 0; every dataset numbers the expressions otherwise"), refusal("numbers"));

        final NormalizerRun run = new NormalizerRun(NormalizerRun.numbering(Numbering.FER2013)).add(source("numbers"));

        for (final Sample sample : run.samples(42)) {
            final int folder = Integer.parseInt(sample.key().split("/")[2]);
            assertEquals(Optional.of(Numbering.FER2013.expressions().get(folder)), sample.metadata().expression());
        }
    }

    @Test
    void testFramesOfCkPlusWithoutLabels() {
        assertTrue(refusal("ckimg.zip").contains("ckimg.zip, cohn-kanade-images/S005/001/S005_001_00000001.png is a frame of CK+, but there are no labels; expected a "
                + "file ending in "
                + "_emotion.txt"), refusal("ckimg.zip"));
        assertTrue(refusal("ckimg.zip", "ckfacs.zip").contains("ckfacs.zip was named as annotations, but has no labels for this source (line 1 of ckfacs.zip, "
                + "FACS/S005/001/S005_001_00000006_facs.txt is '9.0000000e+00   0.0000000e+00')"), refusal("ckimg.zip", "ckfacs.zip"));
    }

    /** The numbers of sequences are no labels, whoever's numbers they were said to be. */
    @ParameterizedTest
    @EnumSource(Numbering.class)
    void testSequencesOfCkPlusAreNoLabels(final Numbering numbering) {
        assertThrows(InvalidInputException.class, () -> new NormalizerRun(NormalizerRun.numbering(numbering)).add(source("ckimg.zip")));
    }

    /** The published file has no name only where all ten annotators saw no face. */
    @Test
    void testLabelsThatLostTheirNamesAreRefused() throws IOException, URISyntaxException {
        final String labels = Files.readString(Path.of(UsersSourcesTest.class.getResource("/sources/fp_lab.csv").toURI())).replaceAll("fer\\d{7}\\.png", "");
        final SourceInput annotations = NormalizerRun.input("fp_lab.csv", labels.getBytes(StandardCharsets.UTF_8));
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add(source("fp_base.csv"), annotations));
        assertTrue(exception.getMessage().contains("line 2 names no image, though '0' of ten annotators found that it is not a face"), exception.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "fp_lab_noheader.csv|was named as annotations, but has no labels for this source (line 1 of fp_lab_noheader.csv is 'Training,fer0000000.png,4,0,0,1,3,2,0,0,...')",
        "fp_lab_dropna.csv|row 17 names the image 'fer0000018.png', expected fer0000017.png",
        "fp_lab_shuffled.csv|row 0 names the image 'fer0000026.png', expected fer0000000.png",
        "ckfacs.zip|was named as annotations, but has no labels for this source"})
    void testLabelsThatDoNotBelongToTheTable(final String annotations, final String message) {
        assertTrue(refusal("fp_base.csv", annotations).contains(message), refusal("fp_base.csv", annotations));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp_lab.csv", "fp_lab_semicolon.csv"})
    void testLabelsOfFerPlus(final String annotations) throws IOException {
        final NormalizerRun run = new NormalizerRun().add(source("fp_base.csv"), source(annotations));
        final List<Sample> samples = run.samples(60);
        assertEquals(51, samples.size());
        assertEquals(Optional.of(Expression.NEUTRAL), samples.getFirst().metadata().expression());
        assertEquals(List.of(), run.summary().notes());
    }

    @Test
    void testTextAsAnnotations(@TempDir final Path folder) throws IOException {
        final Path text = Files.writeString(folder.resolve("readme.txt"), "FER+ is a new label set\nof FER-2013\n");
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> new NormalizerRun().add(source("fp_base.csv"), SourceInput.ofPath(text)));
        assertTrue(exception.getMessage().contains("readme.txt was named as annotations, but has no labels for this source (line 1 of readme.txt is 'FER+ is a new label set')"),
                exception.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"semicolon.csv,42", "utf16.csv,42"})
    void testTablesInOtherHands(final String name, final int rows) throws IOException {
        final NormalizerRun run = new NormalizerRun().add(source(name));
        assertEquals(run.summary().read(), run.samples().size() + run.invalid().size());
        assertEquals(rows, run.summary().read());
        assertEquals(List.of(), run.invalid());
    }

    @Test
    void testTarPackedByBzip2() throws IOException {
        final NormalizerRun run = new NormalizerRun().add(source("ms.tar.bz2"));
        final List<Sample> samples = run.samples(42);
        assertEquals(42, samples.size());
        assertEquals("ms/test/angry/im0", samples.getFirst().key());
        assertEquals(Optional.of(Expression.ANGER), samples.getFirst().metadata().expression());
    }

    /** WebDataset ends a key at the first dot: half of these images would belong to no sample. */
    @Test
    void testTarWithDotsInItsKeys() throws URISyntaxException {
        final Path file = Path.of(UsersSourcesTest.class.getResource("/sources/mixdots.tar").toURI());
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> {
            try (DatasetReader reader = DatasetReader.open(file)) {
                while (reader.read() != null) {
                    // The first 14 are whole.
                }
            }
        });
        assertTrue(exception.getMessage().contains("22.14.png is a PNG image that belongs to no sample: a key ends at the first point of a name, so that this is '14.png'"),
                exception.getMessage());
    }

    @Test
    void testFerPlusBesideItsImages() throws IOException {
        final NormalizerRun run = new NormalizerRun().add(source("ferplus_png"));

        final List<Sample> samples = run.samples();
        assertEquals(57, run.summary().read());
        final Map<String, Sample> byName = samples.stream().collect(Collectors.toMap(Sample::key, sample -> sample));
        final Sample valid = byName.get("ferplus_png/FER2013Valid/fer0000006");
        assertEquals(Optional.of(Expression.SADNESS), valid.metadata().expression());
        assertEquals(Map.of(Expression.NEUTRAL, 2, Expression.SADNESS, 8), valid.metadata().votes());
        assertEquals(Optional.of(Split.VALIDATION), valid.metadata().split());
        assertEquals(Optional.of(Split.TRAIN), byName.get("ferplus_png/FER2013Train/fer0000007").metadata().split());
    }

    @Test
    void testRafDbWithItsList() throws IOException {
        final NormalizerRun run = new NormalizerRun().add(source("rafdb"));

        final List<Sample> samples = run.samples(42);
        assertEquals(42, samples.size());
        final Sample fourth = samples.stream().filter(sample -> sample.key().endsWith("train_00004_aligned")).findFirst().orElseThrow();
        assertEquals(Optional.of(Expression.SADNESS), fourth.metadata().expression());
        assertEquals(Optional.of(Split.TRAIN), fourth.metadata().split());
        assertEquals(List.of("rafdb: labels are numbers of raf-db (list_patition_label.txt)"), run.summary().notes());
    }

    private static String refusal(final String name) {
        return assertThrows(InvalidInputException.class, () -> new NormalizerRun().add(source(name))).getMessage();
    }

    private static String refusal(final String name, final String annotations) {
        return assertThrows(InvalidInputException.class, () -> new NormalizerRun().add(source(name), source(annotations))).getMessage();
    }

    private static SourceInput source(final String name) {
        try {
            return SourceInput.ofPath(Path.of(UsersSourcesTest.class.getResource("/sources/" + name).toURI()));
        } catch (final URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
