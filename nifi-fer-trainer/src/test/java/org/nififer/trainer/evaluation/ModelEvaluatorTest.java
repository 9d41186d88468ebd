package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.model.ClassifierSettings;
import org.nififer.model.CountingClassifier;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.NetworkParameters;
import org.nififer.trainer.evaluation.Evaluation.SourceMetrics;
import org.nififer.trainer.evaluation.ModelEvaluator.NamedModel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelEvaluatorTest {

    private static final EvaluationSettings SETTINGS = new EvaluationSettings(Split.TEST, 5, 20, 50, 1);

    @TempDir
    private Path directory;

    @Test
    void testEveryPartCountsTheSameSamples() throws IOException {
        final Evaluation evaluation = evaluate(SETTINGS, dataset(Expression.all(), 10), TestModels.model("a", 1)).models().getFirst();

        assertEquals(80, evaluation.metrics().samples());
        assertEquals(80, evaluation.calibration().bins().stream().mapToLong(Calibration.Bin::samples).sum());
        assertEquals(List.of("even", "odd"), evaluation.sources().stream().map(SourceMetrics::name).sorted().toList());
        assertEquals(80, evaluation.sources().stream().mapToLong(SourceMetrics::samples).sum());
        final double right = evaluation.sources().stream().mapToDouble(source -> source.samples() * source.accuracy()).sum();
        assertEquals(evaluation.metrics().accuracy(), right / 80, 1e-12);
        assertEquals(5, evaluation.mistakes().size());
        assertEquals(20, evaluation.features().samples());
        assertNotNull(evaluation.features().gated());
        for (final double[] row : evaluation.confusionNormalized()) {
            assertEquals(1, Arrays.stream(row).sum(), 1e-12);
        }
    }

    @Test
    void testEqualSettingsGiveEqualResults() throws IOException {
        final byte[] dataset = dataset(Expression.all(), 4);
        assertArrayEquals(evaluate(SETTINGS, dataset, TestModels.model("a", 1)).json(), evaluate(SETTINGS, dataset, TestModels.model("a", 1)).json());
    }

    @Test
    void testModelsAreComparedSampleBySample() throws IOException {
        final EvaluationResult result = evaluate(SETTINGS, dataset(Expression.all(), 10), TestModels.model("a", 1), TestModels.model("b", 2), TestModels.model("again a", 1));

        assertEquals(List.of("a-b", "a-again a", "b-again a"), result.comparisons().stream().map(test -> test.first() + "-" + test.second()).toList());
        final McNemarTest same = result.comparisons().get(1);
        assertEquals(0, same.onlyFirst() + same.onlySecond());
        assertEquals(1, same.pValue());
        final McNemarTest different = result.comparisons().getFirst();
        assertEquals(80, different.bothRight() + different.onlyFirst() + different.onlySecond() + different.bothWrong());
        assertEquals(result.models().getFirst().metrics().accuracy(), (different.bothRight() + different.onlyFirst()) / 80.0, 1e-12);
        assertEquals(result.models().get(1).metrics().accuracy(), (different.bothRight() + different.onlySecond()) / 80.0, 1e-12);
    }

    @Test
    void testBatchesAreAsLargeAsTheModelsTake() throws IOException {
        final CountingClassifier large = new CountingClassifier(50);
        final CountingClassifier small = new CountingClassifier(30);
        evaluate(SETTINGS, dataset(Expression.all(), 10), new NamedModel("large", large), new NamedModel("small", small));

        assertEquals(List.of(50, 30), large.batches());
        assertEquals(List.of(30, 20, 30), small.batches());
    }

    @Test
    void testModelWithoutExcitationHasOneMap() throws IOException {
        final NamedModel model = TestModels.model("plain", ModelDescription.of(TestModels.TINY.withSeReduction(0)), 1);
        assertNull(evaluate(SETTINGS, dataset(Expression.all(), 1), model).models().getFirst().features().gated());
    }

    @Test
    void testAnEmptySplitIsNamed() {
        final EvaluationSettings validation = new EvaluationSettings(Split.VALIDATION, 0, 0, 1, 1);
        assertInvalid(Code.INVALID_DATASET, "test.tar has no validation samples to evaluate; split it first, or choose another split", validation,
                Expression.all(), TestModels.model("a", 1));
    }

    @Test
    void testUnlabelledSamplesAreLeftOutAndCounted() throws IOException {
        final Sample unlabelled = sample("u", Expression.FEAR, Split.TEST).withMetadata(SampleMetadata.unlabelled().split(Split.TEST).build());
        final Sample elsewhere = sample("v", Expression.FEAR, Split.TRAIN).withMetadata(SampleMetadata.unlabelled().split(Split.TRAIN).build());
        final byte[] dataset = TestSamples.dataset(List.of(sample("a", Expression.FEAR, Split.TEST), unlabelled, sample("b", Expression.ANGER, Split.TEST), elsewhere));
        final Evaluation evaluation = evaluate(SETTINGS, dataset, TestModels.model("a", 1)).models().getFirst();

        assertEquals(2, evaluation.metrics().samples());
        assertEquals("1 unlabelled test samples are left out.", evaluation.warnings().getFirst());
        final InvalidInputException exception = assertThrows(InvalidInputException.class,
                () -> evaluate(SETTINGS, TestSamples.dataset(List.of(unlabelled)), TestModels.model("a", 1)));
        assertEquals("All 1 test samples of test.tar are unlabelled; a model is measured by labels, choose another split", exception.getMessage());
    }

    private static Sample voted(final String key, final SampleMetadata.Builder metadata) {
        return sample(key, Expression.FEAR, Split.TEST).withMetadata(metadata.split(Split.TEST).build());
    }

    /** Of each kind of label one: agreed votes, votes without a majority, votes without an original label, a single label. */
    private static byte[] votedDataset() throws IOException {
        return TestSamples.dataset(List.of(
                voted("a", SampleMetadata.builder(Expression.CONTEMPT).votes(Map.of(Expression.CONTEMPT, 9)).original(Optional.of(Expression.ANGER))),
                voted("b", SampleMetadata.builder(Expression.FEAR).votes(Map.of(Expression.FEAR, 3, Expression.SADNESS, 3)).hasMajority(false)
                        .original(Optional.of(Expression.SADNESS))),
                voted("c", SampleMetadata.builder(Expression.HAPPINESS).votes(Map.of(Expression.HAPPINESS, 10))),
                voted("d", SampleMetadata.builder(Expression.SURPRISE))));
    }

    private static List<String> shown(final Evaluation evaluation) {
        return evaluation.metrics().perClass().stream().filter(row -> row.support() > 0).map(EvaluationMetrics.ClassMetrics::label).toList();
    }

    @Test
    void testSamplesWithoutAMajorityAreLeftOutAndCounted() throws IOException {
        final Evaluation evaluation = evaluate(SETTINGS, votedDataset(), TestModels.model("a", 1)).models().getFirst();

        assertEquals(List.of("happiness", "surprise", "contempt"), shown(evaluation));
        assertEquals("1 test samples on whose labels no majority of the annotators agrees are left out.", evaluation.warnings().getFirst());
    }

    @Test
    void testOriginalLabelsMeasureWhatHasOne() throws IOException {
        final EvaluationResult result = evaluate(SETTINGS.withLabels(LabelSet.ORIGINAL, Set.of()), votedDataset(), TestModels.model("a", 1));

        assertEquals(List.of("sadness", "anger", "surprise"), shown(result.models().getFirst()));
        assertEquals(LabelSet.ORIGINAL, result.labelSet());
        assertEquals(List.of("1 test samples that have votes and no original label are left out.", "The labels are the original ones, not those of the votes."),
                result.models().getFirst().warnings().subList(0, 2));
    }

    @Test
    void testLeftOutExpressionsAreNeitherMeasuredNorAnswered() throws IOException {
        final NamedModel model = TestModels.model("a", 1);
        final EvaluationResult all = evaluate(SETTINGS, dataset(Expression.all(), 10), model);
        final Set<Expression> without = Set.of(Expression.CONTEMPT);
        final EvaluationResult seven = evaluate(SETTINGS.withLabels(LabelSet.MAJORITY, without), dataset(Expression.all(), 10), TestModels.model("a", 1));
        final Evaluation evaluation = seven.models().getFirst();

        assertEquals(List.of("contempt"), seven.leftOutExpressions());
        assertEquals(70, evaluation.metrics().samples());
        assertEquals(all.models().getFirst().metrics().accuracy7(), evaluation.metrics().accuracy(), 1e-12);
        for (final long[] row : evaluation.metrics().confusion()) {
            assertEquals(0, row[Expression.CONTEMPT.id()]);
        }

        assertEquals("contempt is not measured: 10 test samples are left out, and answers are the best of the other expressions.", evaluation.warnings().getFirst());
        assertInvalid(Code.INVALID_DATASET, "All 1 test samples of test.tar are left out: contempt is not measured: 1 test samples are left out, and answers are the best of "
                + "the other expressions.", SETTINGS.withLabels(LabelSet.MAJORITY, without), List.of(Expression.CONTEMPT), TestModels.model("a", 1));
        assertInvalid(Code.INVALID_SETTING, "Left out are contempt, and one knows nothing else", SETTINGS.withLabels(LabelSet.MAJORITY, without), Expression.all(),
                TestModels.model("one", List.of(Expression.CONTEMPT)));
    }

    @Test
    void testAnAverageOverMirrorImagesIsTold() throws IOException {
        final Path file = directory.resolve("model.safetensors");
        try (NetworkParameters parameters = NetworkParameters.random(TestModels.TINY, 1)) {
            ModelFile.write(file, ModelDescription.of(TestModels.TINY), parameters);
        }

        try (ExpressionClassifier mirrored = ExpressionClassifier.open(file, ClassifierSettings.DEFAULT.withMirrored(true))) {
            final EvaluationResult result = evaluate(SETTINGS, dataset(Expression.all(), 1), new NamedModel("m", mirrored));
            assertEquals("Answers are averaged over each image and its mirror image.", result.models().getFirst().warnings().getFirst());
            assertTrue(new ObjectMapper().readTree(result.json()).at("/model/mirrored").asBoolean());
        }
    }

    @Test
    void testOneExpressionIsWarnedOf() throws IOException {
        final Evaluation evaluation = evaluate(SETTINGS, dataset(List.of(Expression.FEAR), 5), TestModels.model("a", 1)).models().getFirst();

        assertEquals(List.of("All samples show fear: the figures do not tell how the model keeps expressions apart."), evaluation.warnings());
        assertEquals(5, evaluation.metrics().perClass().getFirst().support());
    }

    @Test
    void testExpressionsThatTheModelDoesNotKnowCountAsMistakes() throws IOException {
        final List<Expression> seven = Expression.all().subList(0, 7);
        final Evaluation evaluation = evaluate(SETTINGS, dataset(Expression.all(), 2), TestModels.model("seven", seven)).models().getFirst();

        assertEquals(List.of("The model has no output for contempt, shown by 2 of the 16 samples: all of these count as mistakes."), evaluation.warnings());
        assertEquals(0, evaluation.metrics().perClass().get(Expression.CONTEMPT.id()).recall());
    }

    @Test
    void testAModelOfOtherExpressionsIsRefused() {
        assertInvalid(Code.INVALID_DATASET, "The test samples show contempt, and seven only knows fear, anger: it can get none of them right", SETTINGS,
                List.of(Expression.CONTEMPT), TestModels.model("seven", List.of(Expression.FEAR, Expression.ANGER)));
    }

    @Test
    void testAnswersThatAreNoNumbersAreRefused() {
        final ModelDescription tiny = new ModelDescription(TestModels.TINY, ModelDescription.expressionLabels(), List.of(0.5, 0.5, 0.5), List.of(1e-200, 1e-200, 1e-200),
                null, null, null, null, null);
        assertInvalid(Code.INVALID_MODEL, "endless gives NaN or infinite outputs for sample 'fear_0'; its weights, mean or std are beyond what its precision can compute with",
                SETTINGS, Expression.all(), TestModels.model("endless", tiny, 1));
    }

    @Test
    void testTrainingSamplesAreWarnedOf() throws IOException {
        final EvaluationSettings train = new EvaluationSettings(Split.TRAIN, 0, 0, 1, 1);
        final byte[] dataset = TestSamples.dataset(List.of(sample("a", Expression.FEAR, Split.TRAIN), sample("b", Expression.ANGER, Split.TRAIN)));
        final String fingerprint = evaluate(train, dataset, TestModels.model("a", 1)).datasetFingerprint();
        final NamedModel trained = TestModels.model("trained", ModelDescription.of(TestModels.TINY).withTraining(fingerprint, null, null), 1);
        final Evaluation evaluation = evaluate(train, dataset, trained).models().getFirst();

        assertEquals("The model has learned from these very samples: the figures show how far it remembers them.", evaluation.warnings().getLast());
        assertNull(evaluation.features());
    }

    @Test
    void testAListenerEndsTheEvaluation() throws IOException {
        final byte[] dataset = dataset(Expression.all(), 5);
        final List<Integer> batches = new ArrayList<>();
        final ProgressListener stopping = new ProgressListener() {
            @Override
            public void sampleDone() {
                // Goes on.
            }

            @Override
            public void working() {
                batches.add(1);
                throw new IllegalStateException("stopped");
            }
        };
        assertThrows(IllegalStateException.class, () -> evaluate(SETTINGS, dataset, stopping, TestModels.model("a", 1)));
        assertEquals(1, batches.size());
    }

    @Test
    void testJsonOfOneModelAndOfSeveral() throws IOException {
        final byte[] dataset = dataset(Expression.all(), 2);
        final JsonNode one = new ObjectMapper().readTree(evaluate(SETTINGS, dataset, TestModels.model("a", 1)).json());
        assertEquals("test.tar", one.path("dataset").asText());
        assertEquals("a", one.at("/model/name").asText());
        assertEquals(16, one.path("samples").asInt());
        assertEquals(8, one.path("confusion").size());
        assertTrue(one.at("/intervals/perClass/0/f1/high").isNumber());
        assertTrue(one.at("/calibration/ece").isNumber());
        assertTrue(one.at("/features/gated/separation").isNumber());
        assertEquals(List.of("key", "label", "predicted", "confidence", "labelProbability"), names(one.at("/mistakes/0")));
        assertFalse(one.has("models"));

        final JsonNode two = new ObjectMapper().readTree(evaluate(SETTINGS, dataset, TestModels.model("a", 1), TestModels.model("b", 2)).json());
        assertEquals("majority", one.path("labelSet").asText());
        assertEquals(0, one.path("leftOutExpressions").size());
        assertEquals(names(one).subList(5, names(one).size()), names(two.at("/models/1")));
        assertNotEquals(two.at("/models/0/model"), two.at("/models/1/model"));
        assertEquals("exact binomial", two.at("/comparisons/0/method").asText());
    }

    private static List<String> names(final JsonNode node) {
        final List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void assertInvalid(final Code code, final String message, final EvaluationSettings settings, final List<Expression> expressions, final NamedModel model) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> evaluate(settings, dataset(expressions, 1), model));
        assertEquals(code, exception.code());
        assertEquals(message, exception.getMessage());
    }

    private static byte[] dataset(final List<Expression> expressions, final int ofEach) throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < ofEach; number++) {
            for (final Expression expression : expressions) {
                samples.add(sample(String.format(Locale.ROOT, "%s_%d", expression.label(), number), expression, Split.TEST));
            }
        }

        return TestSamples.dataset(samples);
    }

    private static Sample sample(final String key, final Expression expression, final Split split) {
        return new Sample(key, ImageFormat.PNG, TestSamples.png(key.hashCode()),
                SampleMetadata.builder(expression).split(split).source(key.hashCode() % 2 == 0 ? "even" : "odd").build());
    }

    private static EvaluationResult evaluate(final EvaluationSettings settings, final byte[] dataset, final NamedModel... models) throws IOException {
        return evaluate(settings, dataset, ProgressListener.NONE, models);
    }

    private static EvaluationResult evaluate(final EvaluationSettings settings, final byte[] dataset, final ProgressListener progress, final NamedModel... models)
            throws IOException {
        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(dataset), "test.tar")) {
            return new ModelEvaluator(List.of(models), settings).evaluate(reader, progress);
        } finally {
            for (final NamedModel model : models) {
                model.classifier().close();
            }
        }
    }
}
