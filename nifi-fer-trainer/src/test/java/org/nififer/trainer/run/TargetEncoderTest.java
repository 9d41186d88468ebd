package org.nififer.trainer.run;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetIndex;
import org.nififer.core.dataset.DatasetWriter;
import org.nififer.core.dataset.ImageFormat;
import org.nififer.core.dataset.Sample;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.dataset.Sha256;
import org.nififer.core.dataset.Split;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
        assertTargets(new TargetSettings(true, 0, ClassWeights.NONE), new float[]{0.75f, 0.25f, 0, 0}, new float[]{1, 0, 0, 0});
        assertTargets(new TargetSettings(false, 0, ClassWeights.NONE), new float[]{1, 0, 0, 0}, new float[]{1, 0, 0, 0});
    }

    @Test
    void testSmoothingSharesAPartEvenly() throws IOException {
        assertTargets(new TargetSettings(true, 0.2, ClassWeights.NONE), new float[]{0.65f, 0.25f, 0.05f, 0.05f}, new float[]{0.85f, 0.05f, 0.05f, 0.05f});
    }

    @Test
    void testBalancedWeightsCountRareExpressionsMore() throws IOException {
        // 4 samples of 2 expressions: anger weighs 4 / (2 * 3), fear 4 / (2 * 1), the others 1.
        assertTargets(new TargetSettings(true, 0, ClassWeights.BALANCED), new float[]{0.5f, 0.5f, 0, 0}, new float[]{2 / 3f, 0, 0, 0});
        assertTargets(new TargetSettings(false, 0.4, ClassWeights.BALANCED), new float[]{0.7f * 2 / 3, 0.2f, 0.1f, 0.1f}, new float[]{0.7f * 2 / 3, 0.2f, 0.1f, 0.1f});
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
        final TargetSettings plain = new TargetSettings(true, 0, ClassWeights.NONE);
        assertTarget(new float[]{0.75f + 0.025f, 0.05f, 0.075f, 0.1f}, plain, teacher, 0);
        assertTarget(new float[]{1, 0, 0, 0}, plain, teacher, 1);
        assertTarget(new float[]{0.1f, 0.2f, 0.3f, 0.4f}, plain, teacher, 3);
        // Three labelled samples of two expressions: anger weighs 3 / (2 * 2), fear 3 / (2 * 1), the others 1.
        final TargetSettings weighted = new TargetSettings(true, 0.2, ClassWeights.BALANCED);
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
