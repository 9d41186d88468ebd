package org.nififer.trainer.landscape;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.ResNetConfiguration;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.evaluation.TestModels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LossLandscapeTest {

    @TempDir
    private Path directory;
    private Path dataset;
    private int passes;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TEST, 5));
    }

    @Test
    void testTheMiddleIsTheModel() throws IOException {
        final Path model = model(Expression.all());
        final Landscape landscape = compute(model, new LandscapeSettings(5, 3, 1, 100, 1));

        assertArrayEquals(new double[]{-1, -0.5, 0, 0.5, 1}, landscape.columns());
        assertArrayEquals(new double[]{-1, 0, 1}, landscape.rows());
        assertEquals(40, landscape.samples());
        assertEquals(5 * 3 * 40, passes);
        assertEquals(crossEntropy(model), landscape.loss(), 1e-5);
        assertEquals(landscape.loss(), landscape.losses()[1][2]);
        assertNotEquals(landscape.loss(), landscape.losses()[0][2]);
        assertNotEquals(landscape.losses()[1][1], landscape.losses()[1][3]);
    }

    /** With its running statistics, which the passes neither change nor replace by those of the samples. */
    @Test
    void testTheMiddleOfAResNet() throws IOException {
        final Path model = directory.resolve("resnet.safetensors");
        final ResNetConfiguration configuration = new ResNetConfiguration(16, 4, List.of(1, 1), 0, 8);
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 1)) {
            configuration.statisticShapes().keySet().forEach(name -> parameters.arrays().get(name).addi(0.3f));
            ModelFile.write(model, ModelDescription.of(configuration), parameters);
        }

        final Landscape landscape = compute(model, new LandscapeSettings(3, 3, 1, 100, 1));
        assertEquals(crossEntropy(model), landscape.loss(), 1e-5);
        assertNotEquals(landscape.loss(), landscape.losses()[1][2]);
    }

    /** By the classifier, which has no part in the landscape; in float32, as landscapes are. */
    private double crossEntropy(final Path model) throws IOException {
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            return crossEntropy(model, IntStream.range(0, index.size()).mapToObj(sample -> index.expression(sample).orElseThrow()).toList());
        }
    }

    private double crossEntropy(final Path model, final List<Expression> labels) throws IOException {
        double sum = 0;
        final ClassifierSettings settings = ClassifierSettings.DEFAULT.withPrecision(Precision.FP32);
        try (ExpressionClassifier classifier = ExpressionClassifier.open(model, settings); DatasetIndex index = DatasetIndex.open(dataset)) {
            for (int sample = 0; sample < index.size(); sample++) {
                sum -= Math.log(classifier.classify(List.of(index.decodedImage(sample))).getFirst().probabilities().get(labels.get(sample)));
            }

            return sum / index.size();
        }
    }

    @Test
    void testTheSeedDecides() throws IOException {
        final Path model = model(Expression.all());
        final Landscape landscape = compute(model, new LandscapeSettings(3, 3, 1, 16, 7));

        assertArrayEquals(landscape.losses(), compute(model, new LandscapeSettings(3, 3, 1, 16, 7)).losses());
        assertNotEquals(landscape.losses()[0][0], compute(model, new LandscapeSettings(3, 3, 1, 16, 8)).losses()[0][0]);
    }

    @Test
    void testSharpnessIsTheHighestRiseWithinHalfOfTheRange() {
        final double[][] losses = {{9, 9, 9, 9, 9}, {9, 4, 2, 4, 9}, {9, 1.5, 1, 3, 9}, {9, 4, 2, 4, 9}, {9, 9, 9, 9, 9}};
        final Landscape landscape = Landscape.of(new LandscapeSettings(5, 5, 2, 1, 0), losses, 1);

        assertEquals(1, landscape.radius());
        // 4 is 1.41 away, 3 is at 1.
        assertEquals(2, landscape.sharpness());
    }

    @Test
    void testAMinimumHasNoRiseWhereEverythingFalls() {
        assertEquals(0, Landscape.of(new LandscapeSettings(3, 3, 1, 1, 0), new double[][]{{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}, 1).sharpness());
    }

    @Test
    void testSamplesThatTheModelDoesNotKnowAreLeftOut() throws IOException {
        assertEquals(10, compute(model(List.of(Expression.FEAR, Expression.ANGER)), new LandscapeSettings(3, 3, 1, 100, 1)).samples());
    }

    @Test
    void testUnlabelledSamplesAreLeftOut() throws IOException {
        dataset = DrawnDataset.write(directory.resolve("mixed.tar"), List.of(Expression.FEAR), Map.of(Split.TEST, 2), Map.of(Split.TEST, 3));
        assertEquals(2, compute(model(List.of(Expression.FEAR, Expression.ANGER)), new LandscapeSettings(3, 3, 1, 100, 1)).samples());
    }

    @Test
    void testOriginalLabelsAreMeasuredWhereTheyAreAskedFor() throws IOException {
        final Sample sample = SampleEncoding.PNG.sample("a", DrawnFaces.face(Expression.FEAR, 1, 48),
                SampleMetadata.builder(Expression.HAPPINESS).split(Split.TEST).votes(Map.of(Expression.HAPPINESS, 10)).original(Optional.of(Expression.FEAR)));
        dataset = directory.resolve("voted.tar");
        try (DatasetWriter writer = DatasetWriter.create(dataset)) {
            writer.write(sample);
        }

        final Path model = model(List.of(Expression.FEAR, Expression.ANGER));
        assertThrows(InvalidInputException.class, () -> compute(model, new LandscapeSettings(3, 3, 1, 100, 1)));
        final Landscape landscape = compute(model, LabelSet.ORIGINAL, new LandscapeSettings(3, 3, 1, 100, 1));
        assertEquals(1, landscape.samples());
        assertEquals(crossEntropy(model, List.of(Expression.FEAR)), landscape.loss(), 1e-5);
    }

    @Test
    void testWithoutAnySampleThereIsNoLandscape() throws IOException {
        final Path happy = DrawnDataset.write(directory.resolve("happy.tar"), List.of(Expression.HAPPINESS), Map.of(Split.TEST, 1));
        dataset = happy;
        final Path model = model(List.of(Expression.FEAR, Expression.ANGER));

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> compute(model, new LandscapeSettings(3, 3, 1, 1, 1)));
        assertTrue(exception.getMessage().contains("happy.tar has no test samples of an expression that"), exception.getMessage());
        assertTrue(exception.getMessage().endsWith("knows ([fear, anger])"), exception.getMessage());
    }

    @Test
    void testSettingsOutOfRangeAreNamed() {
        assertInvalid("A landscape of 4 points a side; expected an odd number, 3 to 201, so that the model is in the middle", 4, 3, 1, 1);
        assertInvalid("A landscape of 1 points a side; expected an odd number, 3 to 201, so that the model is in the middle", 3, 1, 1, 1);
        assertInvalid("A landscape range of NaN; expected above 0 and at most 100.0", 3, 3, Double.NaN, 1);
        assertInvalid("A landscape of 0 samples; expected 1 or more", 3, 3, 1, 0);
    }

    private static void assertInvalid(final String message, final int columns, final int rows, final double range, final int samples) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> new LandscapeSettings(columns, rows, range, samples, 1)).getMessage());
    }

    private Path model(final List<Expression> expressions) throws IOException {
        final Path file = directory.resolve("model.safetensors");
        final ModelDescription description = TestModels.of(expressions);
        try (NetworkParameters parameters = NetworkParameters.random(description.architecture(), 1)) {
            ModelFile.write(file, description, parameters);
        }

        return file;
    }

    private Landscape compute(final Path model, final LandscapeSettings settings) throws IOException {
        return compute(model, LabelSet.MAJORITY, settings);
    }

    private Landscape compute(final Path model, final LabelSet labels, final LandscapeSettings settings) throws IOException {
        passes = 0;
        final ProgressListener counter = () -> passes++;
        try (DatasetIndex index = DatasetIndex.open(dataset)) {
            return LossLandscape.compute(model, index, Split.TEST, labels, settings, counter);
        }
    }
}
