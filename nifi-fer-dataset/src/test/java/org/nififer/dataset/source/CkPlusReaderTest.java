package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Sample;
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

class CkPlusReaderTest {

    private final List<Map.Entry<String, byte[]>> images = new ArrayList<>();
    private final List<Map.Entry<String, byte[]>> labels = new ArrayList<>();

    @Test
    void testFirstFrameIsNeutralAndTheLastOnesHaveTheLabel() throws IOException {
        addFrames("S005", "001", 6);
        addLabel("S005", "001", 6, "   3.0000000e+00\n");
        addFrames("S010", "002", 5);
        addLabel("S010", "002", 5, "   7.0000000e+00\n");

        final NormalizerRun run = new NormalizerRun().add("ck+.zip", archive());

        final List<Sample> samples = run.samples(8);
        assertEquals(List.of("ck_/cohn-kanade-images/S005/001/S005_001_00000001", "ck_/cohn-kanade-images/S005/001/S005_001_00000004",
                "ck_/cohn-kanade-images/S005/001/S005_001_00000005", "ck_/cohn-kanade-images/S005/001/S005_001_00000006"),
                samples.subList(0, 4).stream().map(Sample::key).toList());
        assertEquals(List.of(Expression.NEUTRAL, Expression.DISGUST, Expression.DISGUST, Expression.DISGUST, Expression.NEUTRAL, Expression.SURPRISE, Expression.SURPRISE,
                Expression.SURPRISE), samples.stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals(Optional.of("S005"), samples.getFirst().metadata().subject());
        assertEquals(2, run.summary().subjects());
        assertEquals(Map.of("frames between the neutral one and the labelled ones", 3L), run.summary().ignored());
    }

    @Test
    void testLabelsAsAnnotations() throws IOException {
        addFrames("S005", "001", 6);
        addLabel("S005", "001", 6, "   3.0000000e+00\n");

        final NormalizerRun run = new NormalizerRun().add(NormalizerRun.input("images.zip", NormalizerRun.zip(images)),
                NormalizerRun.input("Emotion_labels.zip", NormalizerRun.zip(labels)));

        assertEquals(4, run.samples(4).size());
    }

    @Test
    void testSequencesWithoutLabelAreOneInvalidEntryEach() throws IOException {
        addFrames("S005", "001", 6);
        addLabel("S005", "001", 6, "   3.0000000e+00\n");
        addFrames("S005", "002", 6);
        addFrames("S005", "003", 4);

        final NormalizerRun run = new NormalizerRun().add("ck.zip", archive());

        assertEquals(4, run.samples(6).size());
        assertEquals(List.of("annotation", "annotation"), run.invalid().stream().map(InvalidEntry::what).toList());
        assertTrue(run.invalid().getFirst().why().startsWith("The sequence S005_002 has no label"), run.invalid().getFirst().why());
        assertEquals(10, run.summary().ignored().get("frames of sequences without a valid label"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.0000000e+00", "-1", "1.5", "happy", "", "NaN"})
    void testWrongLabel(final String label) throws IOException {
        addFrames("S005", "001", 3);
        addLabel("S005", "001", 3, label);
        addFrames("S006", "001", 1);
        addLabel("S006", "001", 1, "1");

        final NormalizerRun run = new NormalizerRun().add("ck.zip", archive());

        // A single frame is the peak.
        assertEquals(List.of(Expression.ANGER), run.samples(2).stream().map(sample -> sample.metadata().expression().orElseThrow()).toList());
        assertEquals("ck.zip, Emotion/S005/001/S005_001_00000003_emotion.txt", run.invalid().getFirst().where());
        assertTrue(run.invalid().getFirst().why().contains("expected 0 (neutral) to 7 (surprise)"), run.invalid().getFirst().why());
    }

    @Test
    void testShortSequencesAndOtherNumbersOfFrames() throws IOException {
        addFrames("S005", "001", 3);
        addLabel("S005", "001", 3, "5");

        assertEquals(List.of(Expression.NEUTRAL, Expression.HAPPINESS, Expression.HAPPINESS), expressions(3));
        assertEquals(List.of(Expression.NEUTRAL, Expression.HAPPINESS), expressions(1));
    }

    private List<Expression> expressions(final int labelledFrames) throws IOException {
        final NormalizeSettings defaults = NormalizeSettings.DEFAULT;
        final NormalizeSettings settings = new NormalizeSettings(SourceFormat.CK_PLUS, Optional.empty(), defaults.withoutMajority(), labelledFrames, true,
                defaults.encoding(), 1, defaults.limits());
        return new NormalizerRun(settings).add("ck.zip", archive()).samples().stream().map(sample -> sample.metadata().expression().orElseThrow()).toList();
    }

    @Test
    void testLabelsWithoutFramesSecondLabelsAndOtherNames() throws IOException {
        addFrames("S005", "001", 3);
        addLabel("S005", "001", 3, "5");
        addFrames("S006", "001", 3);
        addLabel("S006", "001", 2, "5");
        addLabel("S006", "001", 3, "5");
        addLabel("S007", "001", 9, "5");
        images.add(Map.entry("cohn-kanade-images/portrait.png", png(1, 1)));
        images.add(Map.entry("cohn-kanade-images/.DS_Store", png(1, 1)));
        labels.add(Map.entry("FACS/S005/001/S005_001_00000003_facs.txt", "   4.0 NaN".getBytes(StandardCharsets.UTF_8)));

        final NormalizerRun run = new NormalizerRun().add("ck.zip", archive());

        assertEquals(3, run.samples(6).size());
        assertEquals(List.of("label", "image", "label"), run.invalid().stream().map(InvalidEntry::what).toList());
        assertEquals(Map.of("other files", 1L, "files of the operating system", 1L, "frames of sequences without a valid label", 3L), run.summary().ignored());
    }

    @Test
    void testChosenFormatThatDoesNotFit() throws IOException {
        images.add(Map.entry("happy/a.png", png(1, 1)));
        final byte[] zip = archive();
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> new NormalizerRun(NormalizerRun.format(SourceFormat.CK_PLUS)).add("ck.zip", zip));
        assertTrue(exception.getMessage().contains("No labels of CK+; expected files such as S005_001_00000011_emotion.txt"), exception.getMessage());
    }

    private byte[] archive() throws IOException {
        final List<Map.Entry<String, byte[]>> all = new ArrayList<>(images);
        all.addAll(labels);
        return NormalizerRun.zip(all);
    }

    private void addFrames(final String subject, final String session, final int count) {
        // From the last to the first, as some archives have them.
        for (int frame = count; frame > 0; frame--) {
            images.addFirst(Map.entry(String.format(Locale.ROOT, "cohn-kanade-images/%s/%s/%s_%s_%08d.png", subject, session, subject, session, frame),
                    png(Integer.parseInt(session), frame)));
        }

        images.sort(Map.Entry.comparingByKey());
    }

    private void addLabel(final String subject, final String session, final int frame, final String label) {
        labels.add(Map.entry(String.format(Locale.ROOT, "Emotion/%s/%s/%s_%s_%08d_emotion.txt", subject, session, subject, session, frame),
                label.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] png(final int subject, final int frame) {
        return ImageCodec.encodePng(DrawnFaces.face(Expression.HAPPINESS, subject, frame, 32));
    }
}
