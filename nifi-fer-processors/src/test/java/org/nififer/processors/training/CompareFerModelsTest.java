package org.nififer.processors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.dataset.Split;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.ModelRunner;
import org.nififer.processors.common.TestFiles;
import org.nififer.processors.common.Waiting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompareFerModelsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MODELS = 4;

    @TempDir
    private static Path directory;
    private static final List<String> EVALUATIONS = new ArrayList<>();
    private static String otherSamples;

    private TestRunner runner;

    @BeforeAll
    static void evaluate() throws Exception {
        for (int seed = 0; seed < MODELS; seed++) {
            EVALUATIONS.add(evaluate(seed, 3));
        }

        otherSamples = evaluate(0, 2);
    }

    private static String evaluate(final int seed, final int subjects) throws Exception {
        final ModelRunner model = new ModelRunner(EvaluateFerModel.class, EvaluateFerModel.MODEL_SERVICE, directory.resolve(String.format(Locale.ROOT, "%d-%d.safetensors", seed,
                subjects)));
        TestFiles.writeModel(model.file(), seed);
        model.runner().setProperty(EvaluationProperties.MISTAKES, "0");
        model.runner().enqueue(TestFiles.dataset(subjects, Split.TEST), Map.of("filename", "faces.tar"));
        model.runner().run();
        return model.runner().getFlowFilesForRelationship(EvaluateFerModel.METRICS).getFirst().getContent();
    }

    @BeforeEach
    void setUp() {
        runner = TestRunners.newTestRunner(CompareFerModels.class);
        runner.setProperty(CompareFerModels.ROWS, "SwinT-SE, with mixup");
        runner.setProperty(CompareFerModels.SEEDS, "2");
    }

    @Test
    void testTheTableHasTheMeansOfTheEvaluations() throws IOException {
        enqueue("1", "with mixup", 5, EVALUATIONS.get(3));
        enqueue("1", "SwinT-SE", 5, EVALUATIONS.get(1));
        enqueue("1", "with mixup", 4, EVALUATIONS.get(2));
        runner.run();
        runner.assertTransferCount(CompareFerModels.TABLE, 0);
        assertEquals(3, runner.getQueueSize().getObjectCount());

        enqueue("1", "SwinT-SE", 4, EVALUATIONS.get(0));
        runner.run();
        runner.assertQueueEmpty();
        runner.assertTransferCount(CompareFerModels.ORIGINAL, 4);
        runner.assertTransferCount(CompareFerModels.FAILURE, 0);

        final MockFlowFile json = runner.getFlowFilesForRelationship(CompareFerModels.JSON).getFirst();
        json.assertAttributeEquals("filename", "ablation.json");
        json.assertAttributeEquals("mime.type", "application/json");
        json.assertAttributeEquals(FerAttributes.ABLATION_ID, "1");
        final JsonNode result = MAPPER.readTree(json.getContent());
        assertEquals(24, result.path("testSamples").asInt());
        assertEquals(List.of(4, 5), List.of(result.at("/seeds/0").asInt(), result.at("/seeds/1").asInt()));
        for (int row = 0; row < 2; row++) {
            final JsonNode line = result.path("table").get(row);
            assertEquals(row == 0 ? "SwinT-SE" : "with mixup", line.path("row").asText());
            final double first = MAPPER.readTree(EVALUATIONS.get(2 * row)).at("/weighted/f1").asDouble();
            final double second = MAPPER.readTree(EVALUATIONS.get(2 * row + 1)).at("/weighted/f1").asDouble();
            assertEquals((first + second) / 2, line.at("/f1/mean").asDouble(), 1e-12);
            assertEquals(Math.abs(first - second) / Math.sqrt(2), line.at("/f1/deviation").asDouble(), 1e-12);
        }

        final JsonNode run = result.at("/runs/3");
        assertEquals("with mixup", run.path("row").asText());
        assertEquals(5, run.path("seed").asInt());
        assertEquals(12, run.path("epochs").asInt());
        assertEquals(9, run.path("bestEpoch").asInt());
        assertEquals(1.5, run.path("trainingSeconds").asDouble());
        assertEquals(0.25, run.path("validationAccuracy").asDouble());
        assertEquals(MAPPER.readTree(EVALUATIONS.get(3)).at("/model/id"), run.path("modelId"));
        assertEquals(MAPPER.readTree(EVALUATIONS.get(3)).path("intervals"), run.path("intervals"));
        assertEquals(MAPPER.readTree(EVALUATIONS.get(3)).path("confusion"), run.at("/test/confusion"));

        final MockFlowFile table = runner.getFlowFilesForRelationship(CompareFerModels.TABLE).getFirst();
        table.assertAttributeEquals("filename", "ablation.md");
        assertTrue(table.getContent().startsWith("| model         |"), table.getContent());
        assertTrue(table.getContent().contains("over the seeds 4, 5, on the 24 test samples of dataset " + result.path("datasetFingerprint").asText()), table.getContent());
        final MockFlowFile csv = runner.getFlowFilesForRelationship(CompareFerModels.CSV).getFirst();
        csv.assertAttributeEquals("mime.type", "text/csv");
        assertTrue(csv.getContent().contains("\r\nwith mixup,2,"), csv.getContent());
    }

    @Test
    void testOnlySeedsThatAllRowsHaveAreCompared() throws IOException {
        enqueue("a", "SwinT-SE", 0, EVALUATIONS.get(0));
        enqueue("a", "SwinT-SE", 2, EVALUATIONS.get(1));
        enqueue("a", "with mixup", 1, EVALUATIONS.get(2));
        enqueue("a", "with mixup", 0, EVALUATIONS.get(3));
        runner.run();
        runner.assertTransferCount(CompareFerModels.TABLE, 0);

        enqueue("a", "SwinT-SE", 1, EVALUATIONS.get(2));
        runner.run();
        assertEquals("[0,1]", MAPPER.readTree(runner.getFlowFilesForRelationship(CompareFerModels.JSON).getFirst().getContent()).path("seeds").toString());
        assertEquals(1, runner.getQueueSize().getObjectCount());
    }

    @Test
    void testExperimentsStayApartAndARunCountsOnce() {
        for (final String experiment : List.of("a", "b")) {
            enqueue(experiment, "SwinT-SE", 0, EVALUATIONS.get(0));
            enqueue(experiment, "with mixup", 0, EVALUATIONS.get(1));
        }

        enqueue("b", "SwinT-SE", 0, EVALUATIONS.get(2));
        enqueue("b", "with mixup", 1, EVALUATIONS.get(3));
        runner.run();
        runner.assertTransferCount(CompareFerModels.TABLE, 0);
        runner.assertTransferCount(CompareFerModels.FAILURE, 0);

        enqueue("b", "SwinT-SE", 1, EVALUATIONS.get(2));
        runner.run();
        runner.assertTransferCount(CompareFerModels.TABLE, 1);
        runner.getFlowFilesForRelationship(CompareFerModels.TABLE).getFirst().assertAttributeEquals(FerAttributes.ABLATION_ID, "b");
        // Both of a, and the second of b with a seed that the table has.
        assertEquals(3, runner.getQueueSize().getObjectCount());
    }

    @Test
    void testWhatIsNoEvaluationOfARunGoesToFailure() {
        enqueue("1", "SwinT", 0, EVALUATIONS.getFirst());
        assertFailure("INVALID_SETTING", "The attribute fer.ablation.row of metrics.json is 'SwinT'; expected one of [SwinT-SE, with mixup], which \"Rows\" names");
        enqueue("", "SwinT-SE", 0, EVALUATIONS.getFirst());
        assertFailure("INVALID_SETTING", "The attribute fer.ablation.id of metrics.json is ''; expected a text that all runs of one experiment share");
        for (final String attribute : List.of(FerAttributes.SEED, FerAttributes.EPOCHS, FerAttributes.BEST_EPOCH, FerAttributes.TRAINING_SECONDS,
                FerAttributes.VALIDATION_ACCURACY)) {
            final Map<String, String> attributes = attributes("1", "SwinT-SE", 0);
            attributes.put(attribute, "some");
            runner.enqueue(EVALUATIONS.getFirst(), attributes);
            assertFailure("INVALID_SETTING", String.format(Locale.ROOT, "The attribute %s of metrics.json is 'some'; expected a number as TrainFerModel writes it", attribute));
        }
    }

    @Test
    void testOnlyTheEvaluationThatIsNoneGoesToFailure() {
        runner.setProperty(CompareFerModels.SEEDS, "1");
        enqueue("1", "SwinT-SE", 0, EVALUATIONS.getFirst());
        for (final String wrong : List.of("no JSON", "{\"models\": []}", "", EVALUATIONS.getFirst().replace("\"accuracy7\"", "\"accuracy9\""))) {
            enqueue("1", "with mixup", 0, wrong);
            runner.run();
            runner.assertTransferCount(CompareFerModels.TABLE, 0);
            assertEquals(1, runner.getQueueSize().getObjectCount());
            runner.assertTransferCount(CompareFerModels.FAILURE, 1);
            assertFailed("INVALID_DATASET", "with mixup with seed 0 has no evaluation of one model");
            runner.clearTransferState();
        }
    }

    @Test
    void testModelsThatWereMeasuredOnOtherSamplesAreNotCompared() {
        runner.setProperty(CompareFerModels.SEEDS, "1");
        enqueue("1", "SwinT-SE", 0, EVALUATIONS.getFirst());
        enqueue("1", "with mixup", 0, otherSamples);
        runner.run();
        runner.assertAllFlowFilesTransferred(CompareFerModels.FAILURE, 2);
        assertFailed("INVALID_DATASET", "SwinT-SE with seed 0 was measured on the 24 test samples of dataset ");
    }

    @Test
    void testRowsAndSeedsMustBeThere() {
        runner.setProperty(CompareFerModels.ROWS, "SwinT,,SwinT-SE");
        runner.assertNotValid();
        runner.setProperty(CompareFerModels.ROWS, "SwinT");
        runner.assertValid();
        runner.setProperty(CompareFerModels.SEEDS, "0");
        runner.assertNotValid();
    }

    @Test
    void testEvaluationsWaitForTheOthersButNotForEver() {
        runner.setProperty(Waiting.MAXIMUM_WAIT, "1 day");
        enqueue("a", "SwinT-SE", 0, EVALUATIONS.get(0));
        final Map<String, String> late = attributes("a", "SwinT-SE", 1);
        late.put(FerAttributes.WAITING_SINCE, runner.getProcessor().getIdentifier() + " 1000");
        runner.enqueue(EVALUATIONS.get(1), late);
        runner.run();

        assertEquals(1, runner.getQueueSize().getObjectCount());
        runner.assertPenalizeCount(0);
        runner.assertTransferCount(Waiting.TIMEOUT, 1);
        runner.getFlowFilesForRelationship(Waiting.TIMEOUT).getFirst().assertAttributeEquals(FerAttributes.ERROR_MESSAGE, "metrics.json has waited for longer than 1 day: "
                + "The table of experiment a needs evaluations with the same 2 seeds of each row: SwinT-SE has 2, with mixup has 0");
    }

    private void assertFailure(final String code, final String message) {
        runner.run();
        assertFailed(code, message);
        runner.assertQueueEmpty();
        runner.clearTransferState();
    }

    private void assertFailed(final String code, final String message) {
        final MockFlowFile failed = runner.getFlowFilesForRelationship(CompareFerModels.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, code);
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).startsWith(message), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }

    private void enqueue(final String experiment, final String row, final int seed, final String evaluation) {
        runner.enqueue(evaluation.getBytes(StandardCharsets.UTF_8), attributes(experiment, row, seed));
    }

    private static Map<String, String> attributes(final String experiment, final String row, final int seed) {
        return new HashMap<>(Map.of("filename", "metrics.json", FerAttributes.ABLATION_ID, experiment, FerAttributes.ABLATION_ROW, row, FerAttributes.SEED, Integer.toString(seed),
                FerAttributes.EPOCHS, "12", FerAttributes.BEST_EPOCH, "9", FerAttributes.TRAINING_SECONDS, "1.5", FerAttributes.VALIDATION_ACCURACY, "0.25"));
    }
}
