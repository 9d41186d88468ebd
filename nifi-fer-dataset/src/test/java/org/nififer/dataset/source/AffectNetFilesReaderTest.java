package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Affect;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AffectNetFilesReaderTest {

    private final List<Map.Entry<String, byte[]>> files = new ArrayList<>();

    @Test
    void testImagesWithTheirAnnotations() throws IOException {
        addSample("train_set", "0", "1", "0.5", "-0.25");
        addSample("val_set", "0", "7", "-2", "-2");
        files.add(Map.entry("train_set/annotations/0_lnd.npy", NumpyFiles.file("'<f8'", "136,", new byte[8 * 136])));

        final NormalizerRun run = new NormalizerRun().add("affectnet.tar", TestSamples.tar(files));

        final List<Sample> samples = run.samples(2);
        assertEquals(List.of("affectnet/train_set/images/0", "affectnet/val_set/images/0"), samples.stream().map(Sample::key).toList());
        assertEquals(List.of(Expression.HAPPINESS, Expression.CONTEMPT), samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(List.of(Split.TRAIN, Split.VALIDATION), samples.stream().map(sample -> sample.metadata().split().orElseThrow()).toList());
        assertEquals(List.of(Optional.of(new Affect(0.5, -0.25)), Optional.empty()), samples.stream().map(sample -> sample.metadata().affect()).toList());
        assertEquals(Map.of("other files", 1L), run.summary().ignored());
    }

    @Test
    void testWhatDoesNotFitTogether() throws IOException {
        addSample("train_set", "0", "1", "0.5", "-0.25");
        addSample("train_set", "1", "8", "-2", "-2");
        addSample("train_set", "2", "2", "zero", "none");
        addSample("train_set", "3", "2", "1.5", "0");
        addImage("train_set", "4");
        addAnnotation("train_set", "5_exp", "4");
        addAnnotation("train_set", "6_val", "0");
        files.add(Map.entry("train_set/annotations/7_exp.npy", NumpyFiles.file("'|O'", "", new byte[30])));
        addImage("train_set", "7");
        files.add(Map.entry("train_set/images/0.png", png(0)));
        files.add(Map.entry("cover.jpg", png(1)));
        addSample("train_set", "8", "6", "0", "0");

        final NormalizerRun run = new NormalizerRun().add("affectnet.zip", NormalizerRun.zip(files));

        assertEquals(List.of("affectnet/train_set/images/8"), run.samples(10).stream().map(Sample::key).toList());
        assertEquals(List.of("label train_set/annotations/1_exp.npy", "affect train_set/annotations/2_val.npy", "label train_set/annotations/7_exp.npy",
                "annotation train_set/images/0.jpg", "affect train_set/images/3.jpg", "annotation train_set/images/4.jpg", "annotation train_set/images/0.png",
                        "annotation cover.jpg",
                "image train_set/annotations/5_exp.npy"),
                run.invalid().stream().map(entry -> String.format(Locale.ROOT, "%s %s", entry.what(), entry.where().substring("affectnet.zip, ".length()))).toList());
        assertTrue(run.invalid().get(2).why().startsWith("A pickled Python object"), run.invalid().get(2).why());
    }

    @Test
    void testAnArchiveForEachSplit(@TempDir final Path folder) throws IOException {
        addImage("train_set", "0");
        addAnnotation("train_set", "0_exp", "3");
        Files.write(folder.resolve("train_set.tar"), TestSamples.tar(files));
        files.clear();
        files.add(Map.entry("images/0.jpg", png(0)));
        files.add(Map.entry("annotations/0_exp.npy", NumpyFiles.text("4")));
        Files.write(folder.resolve("val_set.tar"), TestSamples.tar(files));

        final List<Sample> samples = new NormalizerRun().add(SourceInput.ofPath(folder)).samples(2);

        assertEquals(List.of(Expression.SURPRISE, Expression.FEAR), samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(List.of(Split.TRAIN, Split.VALIDATION), samples.stream().map(sample -> sample.metadata().split().orElseThrow()).toList());
    }

    /** Which of the two the annotations are for nobody says. */
    @Test
    void testTwoImagesForTheSameAnnotations() throws IOException {
        addSample("a/train_set", "0", "1", "0.1", "0.2");
        addSample("a/train_set", "1", "1", "0.1", "0.2");
        addImage("b/train_set", "0");

        final NormalizerRun run = new NormalizerRun().add("affectnet.zip", NormalizerRun.zip(files));

        assertEquals(List.of("affectnet/a/train_set/images/1"), run.samples(3).stream().map(Sample::key).toList());
        assertTrue(run.invalid().getFirst().why().startsWith("2 images for the same annotations"), run.invalid().getFirst().why());
        assertEquals("affectnet.zip, b/train_set/images/0.jpg", run.invalid().get(1).where());
    }

    @Test
    void testChosenFormatWithoutAnnotations() throws IOException {
        addImage("train_set", "0");
        final byte[] zip = NormalizerRun.zip(files);
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> new NormalizerRun(NormalizerRun.format(SourceFormat.AFFECTNET_NPY)).add("affectnet.zip", zip));
        assertTrue(exception.getMessage().contains("No annotations of AffectNet"), exception.getMessage());
    }

    private void addSample(final String set, final String number, final String expression, final String valence, final String arousal) {
        addImage(set, number);
        addAnnotation(set, number + "_exp", expression);
        addAnnotation(set, number + "_val", valence);
        addAnnotation(set, number + "_aro", arousal);
    }

    private void addImage(final String set, final String number) {
        files.add(Map.entry(String.format(Locale.ROOT, "%s/images/%s.jpg", set, number), png(Integer.parseInt(number))));
    }

    private void addAnnotation(final String set, final String name, final String value) {
        files.add(Map.entry(String.format(Locale.ROOT, "%s/annotations/%s.npy", set, name), NumpyFiles.text(value)));
    }

    private static byte[] png(final int number) {
        return ImageCodec.encodePng(DrawnFaces.face(Expression.SURPRISE, 1, number, 32));
    }
}
