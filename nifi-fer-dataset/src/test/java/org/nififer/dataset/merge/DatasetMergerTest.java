package org.nififer.dataset.merge;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Augmentation;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetMergerTest {

    private static final MergeSettings EXACT = new MergeSettings(OptionalInt.empty(), ConflictPolicy.KEEP_FIRST);
    private static final MergeSettings NEAR = new MergeSettings(OptionalInt.of(2), ConflictPolicy.KEEP_FIRST);
    private static final MergeSettings DROP_ALL = new MergeSettings(OptionalInt.of(2), ConflictPolicy.DROP_ALL);

    @Test
    void testSamplesOfAllInputsInTheirOrder() throws IOException {
        final MergeRun run = MergeRun.of(NEAR, List.of(sample("b", 1, 0x0F), sample("a", 2, 0xF0)), List.of(), List.of(sample("c", 3, 0xF00)));

        assertEquals(List.of("b", "a", "c"), run.keys());
        assertEquals(3, run.summary().read());
        assertEquals(0, run.summary().dropped());
        assertEquals(List.of(), run.dropped());
    }

    @Test
    void testOfExactCopiesTheEarlierStays() throws IOException {
        final MergeRun run = MergeRun.of(EXACT, List.of(sample("a", 1, 1), sample("b", 2, 2), sample("c", 1, 1)), List.of(sample("d", 2, 2)));

        assertEquals(List.of("a", "b"), run.keys());
        assertEquals(4, run.summary().read());
        assertEquals(2, run.summary().exact());
        assertEquals(List.of("0:c EXACT 0:a 0", "1:d EXACT 0:b 0"), run.dropped());
    }

    @Test
    void testTestIsPreferredToValidationToTrainToNoSplit() throws IOException {
        final List<Sample> samples = List.of(in("none", 1, null), in("train", 1, Split.TRAIN), in("validation", 1, Split.VALIDATION), in("test", 1, Split.TEST));
        final MergeRun all = MergeRun.of(EXACT, samples.subList(0, 2), samples.subList(2, 4));
        assertEquals(List.of("test"), all.keys());
        assertEquals(List.of("0:none EXACT 1:test 0", "0:train EXACT 1:test 0", "1:validation EXACT 1:test 0"), all.dropped());
        assertEquals(2, all.summary().acrossSplits(), "a sample without split is no leak");
        assertEquals(List.of("validation"), MergeRun.of(EXACT, samples.subList(0, 3)).keys());
        assertEquals(List.of("train"), MergeRun.of(EXACT, samples.subList(0, 2)).keys());
    }

    @Test
    void testOfCopiesALabelledOneStaysWhateverTheOrder() throws IOException {
        final Sample unlabelled = unlabelled("unlabelled", 1, 0xFF00, Split.TEST);
        final Sample near = unlabelled("near", 2, 0xFF01, Split.TRAIN);
        final Sample labelled = sample("labelled", 1, 0xFF00);
        for (final MergeRun run : List.of(MergeRun.of(NEAR, List.of(unlabelled, near), List.of(labelled)), MergeRun.of(DROP_ALL, List.of(labelled), List.of(unlabelled, near)))) {
            assertEquals(List.of("labelled"), run.keys());
            assertEquals(1, run.summary().exact());
            assertEquals(1, run.summary().near());
            assertEquals(0, run.summary().conflicts() + run.summary().disputed(), "who says nothing contradicts nobody");
            assertEquals(0, run.summary().written().unlabelled());
        }
    }

    @Test
    void testUnlabelledSamplesStayButForCopiesOfEachOther() throws IOException {
        final MergeRun run = MergeRun.of(NEAR, List.of(unlabelled("a", 1, 0, Split.TRAIN), unlabelled("b", 2, 0xFF, null)), List.of(unlabelled("copy", 1, 0, Split.TEST)));

        assertEquals(List.of("b", "copy"), run.keys());
        assertEquals(2, run.summary().written().unlabelled());
    }

    private static Sample unlabelled(final String key, final long seed, final long hash, final Split split) {
        final SampleMetadata.Builder metadata = SampleMetadata.unlabelled().perceptualHash(OptionalLong.of(hash));
        return new Sample(key, ImageFormat.PNG, TestSamples.png(seed), (split == null ? metadata : metadata.split(split)).build());
    }

    @Test
    void testNearDuplicatesWithinTheDistance() throws IOException {
        final List<Sample> samples = List.of(sample("a", 1, 0xFF00), sample("two", 2, 0xFF03), sample("four", 3, 0xFF0F));
        assertEquals(List.of("a", "four"), MergeRun.of(NEAR, samples).keys());
        assertEquals(List.of("a", "two", "four"), MergeRun.of(EXACT, samples).keys());
        assertEquals(List.of("a"), MergeRun.of(new MergeSettings(OptionalInt.of(4), ConflictPolicy.KEEP_FIRST), samples).keys());
        final MergeRun run = MergeRun.of(NEAR, samples);
        assertEquals(List.of("0:two NEAR 0:a 2"), run.dropped());
        assertEquals(1, run.summary().near());
        assertEquals(0, run.summary().exact());
    }

    /** "two" is near to both others, which are not near to each other. */
    @Test
    void testBeingNearDoesNotAddUp() throws IOException {
        final MergeRun run = MergeRun.of(NEAR, List.of(sample("a", 1, 0), sample("two", 2, 3), sample("four", 3, 15), sample("five", 4, 31)));

        assertEquals(List.of("a", "four"), run.keys());
        assertEquals(List.of("0:two NEAR 0:a 2", "0:five NEAR 0:four 1"), run.dropped());
    }

    @Test
    void testTheNearestAndPreferredIsNamed() throws IOException {
        final MergeRun run = MergeRun.of(NEAR, List.of(sample("a", 1, 0), in("b", 2, 0xF, Split.TEST), sample("near", 3, 0x7), sample("middle", 4, 0x3)));

        assertEquals(List.of("a", "b"), run.keys());
        assertEquals(List.of("0:near NEAR 0:b 1", "0:middle NEAR 0:b 2"), run.dropped());
    }

    @Test
    void testFramesOfOnePersonStayButExactCopiesDoNot() throws IOException {
        final MergeRun run = MergeRun.of(NEAR, List.of(of("ck", "S1", "a", 1, 0), of("ck", "S1", "b", 2, 1), of("ck", "S1", "copy", 1, 0), of("ck", "S2", "c", 3, 1)),
                List.of(of("other", "S1", "d", 4, 3)));

        assertEquals(List.of("a", "b"), run.keys());
        assertEquals(List.of("0:copy EXACT 0:a 0", "0:c NEAR 0:b 0", "1:d NEAR 0:b 1"), run.dropped());
        assertEquals(1, run.summary().acrossSources());
    }

    @Test
    void testConflictsAreCountedAndThePreferredStays() throws IOException {
        final MergeRun run = MergeRun.of(NEAR, conflicting());

        assertEquals(List.of("a", "x"), run.keys());
        assertEquals(2, run.summary().conflicts());
        assertEquals(0, run.summary().disputed());
        assertEquals(List.of("0:agrees EXACT 0:a 0", "0:differs EXACT 0:a 0 conflict", "0:differs-too NEAR 0:a 1 conflict", "0:y EXACT 0:x 0"), run.dropped());
    }

    @Test
    void testConflictsCanDropAllCopies() throws IOException {
        final MergeRun run = MergeRun.of(DROP_ALL, conflicting());

        assertEquals(List.of("x"), run.keys());
        assertEquals(2, run.summary().conflicts());
        assertEquals(1, run.summary().disputed());
        assertEquals(6, run.summary().read());
        assertEquals(List.of("0:a CONFLICT 0:differs 0 conflict", "0:agrees EXACT 0:a 0", "0:differs EXACT 0:a 0 conflict", "0:differs-too NEAR 0:a 1 conflict",
                "0:y EXACT 0:x 0"), run.dropped());
    }

    private static List<Sample> conflicting() {
        return List.of(sample("a", 1, 0), sample("agrees", 1, 0), sample("differs", Expression.ANGER, 1, 0), sample("differs-too", Expression.ANGER, 2, 1),
                sample("x", 3, 0xFF), sample("y", 3, 0xFF));
    }

    @Test
    void testKeysThatCollideAreMadeDifferent() throws IOException {
        final MergeRun run = MergeRun.of(NEAR, List.of(sample("a", 1, 0), sample("b", 2, 0xFF)), List.of(sample("a", 3, 0xFF00), sample("b", 1, 0)));

        assertEquals(3, run.keys().size());
        assertEquals(3, run.keys().stream().distinct().count());
        assertEquals(List.of("1:b EXACT 0:a 0"), run.dropped());
    }

    @Test
    void testPngAndJpegOfOnePictureAreNear() throws IOException {
        final RgbImage face = DrawnFaces.face(Expression.HAPPINESS, 1, 64);
        final MergeRun run = MergeRun.of(NEAR, List.of(image("png", ImageFormat.PNG, ImageCodec.encodePng(face))),
                List.of(image("jpeg", ImageFormat.JPEG, ImageCodec.encodeJpeg(face, 95)),
                        image("other", ImageFormat.PNG, ImageCodec.encodePng(DrawnFaces.face(Expression.ANGER, 2, 64)))));

        assertEquals(List.of("png", "other"), run.keys());
        assertEquals(1, run.summary().near());
    }

    @Test
    void testFlatImagesAreCopiesOnlyWithEqualBytes() throws IOException {
        final byte[] black = ImageCodec.encodePng(RgbImage.black(8, 8));
        final MergeRun run = MergeRun.of(NEAR, List.of(image("a", ImageFormat.PNG, black), image("larger", ImageFormat.PNG, ImageCodec.encodePng(RgbImage.black(9, 9))),
                image("copy", ImageFormat.PNG, black)));

        assertEquals(List.of("a", "larger"), run.keys());
        assertEquals(1, run.summary().exact());
    }

    @Test
    void testAugmentedSamplesAreRefused() {
        final Sample sample = sample("a", 1, 0);
        final Sample augmented = sample.withMetadata(sample.metadata().toBuilder().augmentation(new Augmentation("autocontrast()", 1, "b")).build());
        final InvalidInputException error = assertThrows(InvalidInputException.class, () -> MergeRun.of(NEAR, List.of(sample("b", 2, 3)), List.of(augmented)));
        assertTrue(error.getMessage().contains("1: Sample 'a'"), error.getMessage());
        assertTrue(error.getMessage().contains("before they are balanced"), error.getMessage());
    }

    @Test
    void testInvalidInputsAreNamed() throws IOException {
        final byte[] whole = TestSamples.dataset(List.of(sample("a", 1, 0)));
        final InvalidInputException error = assertThrows(InvalidInputException.class,
                () -> MergeRun.ofFiles(NEAR, ProgressListener.NONE, whole, Arrays.copyOf(whole, whole.length / 2)));
        assertTrue(error.getMessage().startsWith("1 is not a whole tar"), error.getMessage());
        final InvalidInputException damaged = assertThrows(InvalidInputException.class,
                () -> MergeRun.of(NEAR, List.of(image("broken", ImageFormat.PNG, new byte[100]))));
        assertTrue(damaged.getMessage().contains("0: broken"), damaged.getMessage());
        assertThrows(InvalidInputException.class, () -> MergeRun.of(NEAR, List.of(), List.of()));
    }

    @Test
    void testInputThatChangesIsNoticed() throws IOException {
        final byte[] before = TestSamples.dataset(List.of(sample("a", 1, 0), sample("b", 2, 0xFF)));
        for (final List<Sample> changed : List.of(List.of(sample("a", 1, 0)), List.of(sample("a", 1, 0), sample("b", Expression.ANGER, 2, 0xFF)),
                List.of(sample("a", 1, 0), sample("b", 2, 0xFF), sample("c", 3, 0xFF00)))) {
            final byte[] after = TestSamples.dataset(changed);
            final InvalidInputException error = assertThrows(InvalidInputException.class, () -> MergeRun.ofChanging(NEAR, before, after));
            assertTrue(error.getMessage().contains("changed"), error.getMessage());
        }
    }

    @Test
    void testListenerCancels() throws IOException {
        final byte[] dataset = TestSamples.dataset(List.of(sample("a", 1, 0)));
        assertThrows(IllegalStateException.class, () -> MergeRun.ofFiles(NEAR, () -> {
            throw new IllegalStateException("stopped");
        }, dataset));
    }

    @Test
    void testSettingsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new MergeSettings(OptionalInt.of(-1), ConflictPolicy.KEEP_FIRST));
        assertThrows(IllegalArgumentException.class, () -> new MergeSettings(OptionalInt.of(11), ConflictPolicy.KEEP_FIRST));
    }

    private static Sample sample(final String key, final int image, final long hash) {
        return sample(key, Expression.FEAR, image, hash);
    }

    private static Sample sample(final String key, final Expression expression, final int image, final long hash) {
        final Sample sample = TestSamples.sample(key, expression, image);
        return sample.withMetadata(sample.metadata().toBuilder().perceptualHash(OptionalLong.of(hash)).build());
    }

    private static Sample in(final String key, final int image, final Split split) {
        return split == null ? sample(key, image, image) : in(key, image, image, split);
    }

    private static Sample in(final String key, final int image, final long hash, final Split split) {
        final Sample sample = sample(key, image, hash);
        return sample.withMetadata(sample.metadata().toBuilder().split(split).build());
    }

    private static Sample of(final String source, final String subject, final String key, final int image, final long hash) {
        final Sample sample = sample(key, image, hash);
        return sample.withMetadata(sample.metadata().toBuilder().source(source).subject(subject).build());
    }

    /** A sample as other programs write it, without a perceptual hash. */
    private static Sample image(final String key, final ImageFormat format, final byte[] image) {
        return new Sample(key, format, image, SampleMetadata.builder(Expression.FEAR).build());
    }
}
