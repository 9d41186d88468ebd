package org.nififer.trainer.run;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.Sha256;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class TargetEncoderTest {

    private static final float TOLERANCE = 1e-6f;
    private static final List<Expression> LABELS = List.of(Expression.ANGER, Expression.FEAR, Expression.NEUTRAL, Expression.SADNESS);

    @TempDir
    private Path directory;
    private Path file;

    /** Three of anger, the first with votes, and one of fear. */
    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("faces.tar");
        final byte[] image = ImageCodec.encodePng(DrawnFaces.face(Expression.ANGER, 1, 16));
        try (DatasetWriter writer = DatasetWriter.create(file)) {
            writer.write(sample("a", image, SampleMetadata.builder(Expression.ANGER).votes(Map.of(Expression.ANGER, 6, Expression.FEAR, 2))));
            writer.write(sample("b", image, SampleMetadata.builder(Expression.ANGER)));
            writer.write(sample("c", image, SampleMetadata.builder(Expression.ANGER)));
            writer.write(sample("d", image, SampleMetadata.builder(Expression.FEAR)));
        }
    }

    private static Sample sample(final String key, final byte[] image, final SampleMetadata.Builder metadata) {
        return new Sample(key, ImageFormat.PNG, image, metadata.split(Split.TRAIN).sha256(Sha256.hex(image)).build());
    }

    @Test
    void testVotesAreTheTargetWhereTheyShallBe() throws IOException {
        assertTargets(TargetSettings.builder().build(), new float[]{0.75f, 0.25f, 0, 0}, new float[]{1, 0, 0, 0});
        assertTargets(TargetSettings.builder().softVotes(false).build(), new float[]{1, 0, 0, 0}, new float[]{1, 0, 0, 0});
    }

    @Test
    void testSmoothingSharesAPartEvenly() throws IOException {
        assertTargets(TargetSettings.builder().labelSmoothing(0.2).build(), new float[]{0.65f, 0.25f, 0.05f, 0.05f}, new float[]{0.85f, 0.05f, 0.05f, 0.05f});
    }

    @Test
    void testBalancedWeightsCountRareExpressionsMore() throws IOException {
        // 4 samples of 2 expressions: anger weighs 4 / (2 * 3), fear 4 / (2 * 1), the others 1.
        assertTargets(TargetSettings.builder().classWeights(ClassWeights.BALANCED).build(), new float[]{0.5f, 0.5f, 0, 0}, new float[]{2 / 3f, 0, 0, 0});
        assertTargets(TargetSettings.builder().softVotes(false).labelSmoothing(0.4).classWeights(ClassWeights.BALANCED).build(),
                new float[]{0.7f * 2 / 3, 0.2f, 0.1f, 0.1f}, new float[]{0.7f * 2 / 3, 0.2f, 0.1f, 0.1f});
    }

    @Test
    void testEffectiveNumbersWeighLessSteeply() throws IOException {
        // (1 - 0.999^3) / (1 - 0.999^1) = 1 + 0.999 + 0.999^2, times 1 / 4 * (3 / 2.997001 + 1).
        final double anger = 1 / 2.997001;
        final double factor = 4 / (3 * anger + 1);
        assertTargets(TargetSettings.builder().softVotes(false).classWeights(ClassWeights.EFFECTIVE).build(),
                new float[]{(float) (anger * factor), 0, 0, 0}, new float[]{(float) (anger * factor), 0, 0, 0});
        final double[] weights = ClassWeights.EFFECTIVE.of(new double[]{8000, 100, 0});
        // By the formula of the paper: 1 / 999.6658 and 1 / 95.2079, of which all samples together weigh 8100.
        assertEquals(0.895029346, weights[0], 1e-9);
        assertEquals(9.397652292, weights[1], 1e-9);
        assertEquals(1, weights[2]);
        assertEquals(8100, 8000 * weights[0] + 100 * weights[1], 1e-9);
    }

    private void writeWithOriginals() throws IOException {
        final byte[] image = ImageCodec.encodePng(DrawnFaces.face(Expression.ANGER, 1, 16));
        try (DatasetWriter writer = DatasetWriter.create(file)) {
            writer.write(sample("a", image, SampleMetadata.builder(Expression.ANGER).votes(Map.of(Expression.ANGER, 3, Expression.FEAR, 1)).otherVotes(6)
                    .original(Optional.of(Expression.SADNESS))));
            writer.write(sample("b", image, SampleMetadata.builder(Expression.FEAR)));
        }
    }

    @Test
    void testTheOriginalLabelIsAPartOfTheTarget() throws IOException {
        writeWithOriginals();
        final float[] single = {0, 1, 0, 0};
        assertTargets(TargetSettings.builder().originalPart(0.2).build(), new float[]{0.6f, 0.2f, 0, 0.2f}, single);
        assertTargets(TargetSettings.builder().softVotes(false).originalPart(0.2).build(), new float[]{0.8f, 0, 0, 0.2f}, single);
        assertTargets(TargetSettings.builder().originalPart(1).build(), new float[]{0, 0, 0, 1}, single);
        assertTargets(TargetSettings.builder().labelSmoothing(0.4).originalPart(0.2).build(), new float[]{0.46f, 0.22f, 0.1f, 0.22f}, new float[]{0.1f, 0.7f, 0.1f, 0.1f});
    }

    @Test
    void testASampleCountsByTheVotesThatCount() throws IOException {
        writeWithOriginals();
        assertTargets(TargetSettings.builder().voteWeights(true).build(), new float[]{0.3f, 0.1f, 0, 0}, new float[]{0, 1, 0, 0});
        assertTargets(TargetSettings.builder().softVotes(false).voteWeights(true).build(), new float[]{0.4f, 0, 0, 0}, new float[]{0, 1, 0, 0});
    }

    /** The targets of the four samples are 0.75 anger and 0.25 fear, anger, anger, fear. */
    @Test
    void testTheLogitsAreAdjustedByTheMeanTarget() throws IOException {
        assertAdjustment(new double[]{2.75 / 4, 1.25 / 4, 1 / 4.0, 1 / 4.0}, 1, TargetSettings.builder().logitAdjustment(1).build());
        assertAdjustment(new double[]{2.75 / 4, 1.25 / 4, 1 / 4.0, 1 / 4.0}, 0.5, TargetSettings.builder().logitAdjustment(0.5).build());
        assertAdjustment(new double[]{1, 1, 1, 1}, 1, TargetSettings.builder().build());
        // Balanced samples: anger's three are shown 2/3 times each, fear's one twice. What the network hears is what counts.
        assertAdjustment(new double[]{2.75 / 6, 0.25 / 6 + 0.5, 1 / 4.0, 1 / 4.0}, 1, TargetSettings.builder().balancedSampling(1).logitAdjustment(1).build());
    }

    private void assertAdjustment(final double[] priors, final double times, final TargetSettings settings) throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final int[] samples = dataset.samples(Split.TRAIN);
            final float[] adjustment = new TargetEncoder(dataset, LABELS, settings, samples)
                    .logitAdjustment(new BalancedSampling(dataset, samples, settings.balancedSampling()));
            for (int label = 0; label < priors.length; label++) {
                assertEquals(times * Math.log(priors[label]), adjustment[label], TOLERANCE);
            }
        }
    }

    /** The teacher says the same of the labelled and of the unlabelled sample; the smoothing is done to labels only, the class weights to all. */
    @Test
    void testATeacherIsMixedIntoLabelsAndIsAllOfAnUnlabelledSample() throws IOException {
        final byte[] image = ImageCodec.encodePng(DrawnFaces.face(Expression.ANGER, 1, 16));
        try (DatasetWriter writer = DatasetWriter.create(file)) {
            writer.write(sample("a", image, SampleMetadata.builder(Expression.ANGER)));
            writer.write(sample("b", image, SampleMetadata.builder(Expression.ANGER)));
            writer.write(sample("c", image, SampleMetadata.builder(Expression.FEAR)));
            writer.write(sample("u", image, SampleMetadata.unlabelled()));
        }

        final float[] answers = {0.1f, 0.2f, 0.3f, 0.4f, 0.1f, 0.2f, 0.3f, 0.4f};
        final SoftLabels teacher = new SoftLabels(new int[]{0, 3}, answers, 0.25);
        final TargetSettings plain = TargetSettings.builder().build();
        assertTarget(new float[]{0.75f + 0.025f, 0.05f, 0.075f, 0.1f}, plain, teacher, 0);
        assertTarget(new float[]{1, 0, 0, 0}, plain, teacher, 1);
        assertTarget(new float[]{0.1f, 0.2f, 0.3f, 0.4f}, plain, teacher, 3);
        // Three labelled samples of two expressions: anger weighs 3 / (2 * 2), fear 3 / (2 * 1), the others 1.
        final TargetSettings weighted = TargetSettings.builder().labelSmoothing(0.2).classWeights(ClassWeights.BALANCED).build();
        assertTarget(new float[]{0.75f * (0.75f * 0.85f + 0.025f), 1.5f * (0.75f * 0.05f + 0.05f), 0.75f * 0.05f + 0.075f, 0.75f * 0.05f + 0.1f}, weighted, teacher, 0);
        assertTarget(new float[]{0.75f * 0.1f, 1.5f * 0.2f, 0.3f, 0.4f}, weighted, teacher, 3);
        assertTarget(new float[]{1, 0, 0, 0}, plain, new SoftLabels(new int[]{0}, Arrays.copyOf(answers, 4), 0), 0);
        assertTarget(new float[]{0.1f, 0.2f, 0.3f, 0.4f}, plain, new SoftLabels(new int[]{0}, Arrays.copyOf(answers, 4), 1), 0);
    }

    private void assertTarget(final float[] expected, final TargetSettings settings, final SoftLabels teacher, final int sample) throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final TargetEncoder encoder = new TargetEncoder(dataset, LABELS, settings, dataset.samples(Split.TRAIN), teacher);
            final float[] target = new float[encoder.length()];
            encoder.write(sample, target, 0);
            assertArrayEquals(expected, target, TOLERANCE);
        }
    }

    private void assertTargets(final TargetSettings settings, final float[] first, final float[] second) throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final TargetEncoder encoder = new TargetEncoder(dataset, LABELS, settings, dataset.samples(Split.TRAIN));
            final float[] targets = new float[2 * encoder.length()];
            encoder.write(0, targets, 0);
            encoder.write(1, targets, 4);
            assertArrayEquals(first, Arrays.copyOf(targets, 4), TOLERANCE);
            assertArrayEquals(second, Arrays.copyOfRange(targets, 4, 8), TOLERANCE);
        }
    }
}
