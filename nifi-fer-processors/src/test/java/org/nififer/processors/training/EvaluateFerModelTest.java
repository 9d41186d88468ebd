package org.nififer.processors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.ModelRunner;
import org.nififer.processors.common.TestFiles;
import org.nififer.processors.common.Waiting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EvaluateFerModelTest {

    @TempDir
    private Path directory;
    private ModelRunner model;

    @BeforeEach
    void setUp() throws Exception {
        model = new ModelRunner(EvaluateFerModel.class, EvaluateFerModel.MODEL_SERVICE, directory.resolve("model.safetensors"));
    }

    @Test
    void testMetricsOfTheTestSplit() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        final byte[] dataset = TestFiles.dataset(5, Split.TRAIN, Split.TEST);
        model.runner().enqueue(dataset, Map.of("filename", "faces.tar"));
        model.runner().run();

        final MockFlowFile metrics = model.runner().getFlowFilesForRelationship(EvaluateFerModel.METRICS).getFirst();
        final JsonNode json = new ObjectMapper().readTree(metrics.getContent());
        assertEquals(40, json.path("samples").asInt());
        assertEquals(8, json.path("confusion").size());
        assertEquals(5, json.path("perClass").get(0).path("support").asInt());
        metrics.assertAttributeEquals(FerAttributes.ACCURACY, json.path("accuracy").asText());
        metrics.assertAttributeEquals(FerAttributes.MODEL_ID, TestFiles.modelId(model.file()));
        metrics.assertAttributeEquals(FerAttributes.SPLIT, "test");
        model.runner().getFlowFilesForRelationship(EvaluateFerModel.ORIGINAL).getFirst().assertContentEquals(dataset);
    }

    @Test
    void testLeftOutExpressionsAndLabelsAreChosen() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        for (final String wrong : List.of("joy", "fear,", "fear,sadness,happiness,anger,disgust,surprise,neutral")) {
            model.runner().setProperty(EvaluationProperties.LEFT_OUT, wrong);
            model.runner().assertNotValid();
        }

        model.runner().setProperty(EvaluationProperties.LEFT_OUT, "contempt, fear");
        model.runner().setProperty(EvaluationProperties.LABELS, "original");
        model.runner().enqueue(TestFiles.dataset(5, Split.TEST), Map.of("filename", "faces.tar"));
        model.runner().run();

        final JsonNode json = new ObjectMapper().readTree(model.runner().getFlowFilesForRelationship(EvaluateFerModel.METRICS).getFirst().getContent());
        assertEquals(30, json.path("samples").asInt());
        assertEquals("original", json.path("labelSet").asText());
        assertEquals("[\"fear\",\"contempt\"]", json.path("leftOutExpressions").toString());
        assertFalse(json.path("model").has("mirrored"));
    }

    @Test
    void testPageForPeople() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().enqueue(TestFiles.dataset(2, Split.TEST), Map.of("filename", "faces.tar"));
        model.runner().run();

        final MockFlowFile page = model.runner().getFlowFilesForRelationship(EvaluateFerModel.REPORT).getFirst();
        page.assertAttributeEquals("filename", "evaluation.html");
        page.assertAttributeEquals("mime.type", "text/html");
        page.assertAttributeEquals(FerAttributes.MODEL_ID, TestFiles.modelId(model.file()));
        assertTrue(page.getContent().contains("The surest mistakes"), page.getContent());
        assertTrue(page.getContent().contains("test split of faces.tar"), page.getContent());
        final MockFlowFile metrics = model.runner().getFlowFilesForRelationship(EvaluateFerModel.METRICS).getFirst();
        assertTrue(new ObjectMapper().readTree(metrics.getContent()).at("/intervals/accuracy/high").isNumber(), metrics.getContent());
    }

    @Test
    void testPageWithoutImagesOfPeople() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().setProperty(EvaluationProperties.MISTAKES, "0");
        model.runner().enqueue(TestFiles.dataset(2, Split.TEST), Map.of("filename", "faces.tar"));
        model.runner().run();

        final String page = model.runner().getFlowFilesForRelationship(EvaluateFerModel.REPORT).getFirst().getContent();
        assertFalse(page.contains("The surest mistakes") || page.contains("class=\"card\""), page);
    }

    @Test
    void testStoppedEvaluationLeavesTheDatasetInTheQueue() throws Exception {
        final ModelRunner stopped = new ModelRunner(StoppedEvaluation.class, EvaluateFerModel.MODEL_SERVICE, directory.resolve("model.safetensors"));
        TestFiles.writeModel(stopped.file(), 1);
        stopped.runner().enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar"));
        stopped.runner().run();

        stopped.runner().assertQueueNotEmpty();
        stopped.runner().assertTransferCount(EvaluateFerModel.METRICS, 0);
        stopped.runner().assertTransferCount(EvaluateFerModel.FAILURE, 0);
    }

    /** Stopped while its first sample is read. */
    public static class StoppedEvaluation extends EvaluateFerModel {

        @Override
        protected void continueWhileScheduled() {
            throw new StoppedException();
        }
    }

    @Test
    void testDatasetOfExpressionsThatTheModelDoesNotKnowGoesToFailure() throws IOException {
        TestFiles.writeModel(model.file(), 1, List.of(Expression.FEAR, Expression.ANGER));
        model.runner().enqueue(TestFiles.dataset(List.of(TestFiles.sample(Expression.CONTEMPT, Split.TEST))), Map.of("filename", "faces.tar"));
        model.runner().run();

        model.runner().assertAllFlowFilesTransferred(EvaluateFerModel.FAILURE, 1);
        final MockFlowFile failed = model.runner().getFlowFilesForRelationship(EvaluateFerModel.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_DATASET");
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("only knows fear, anger"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }

    @Test
    void testDatasetWaitsForTheModelThatItExpects() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        final Path expected = directory.resolve("expected.safetensors");
        TestFiles.writeModel(expected, 2);
        model.runner().enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", FerAttributes.MODEL_ID, TestFiles.modelId(expected)));
        model.runner().run();

        model.runner().assertQueueNotEmpty();
        model.runner().assertTransferCount(EvaluateFerModel.METRICS, 0);
    }

    @Test
    void testTheEmptyStringExpectsNoModel() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().setProperty(EvaluationProperties.EXPECTED_MODEL, "");
        model.runner().assertValid();
        model.runner().enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", FerAttributes.MODEL_ID, "0123456789abcdef"));
        model.runner().run();

        model.runner().getFlowFilesForRelationship(EvaluateFerModel.METRICS).getFirst().assertAttributeEquals(FerAttributes.MODEL_ID, TestFiles.modelId(model.file()));
    }

    @Test
    void testDatasetWaitsWhereThereIsNoModel() throws IOException {
        model.runner().enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar"));
        model.runner().run();

        model.runner().assertQueueNotEmpty();
    }

    @Test
    void testAModelOnItsWayIsNoWarning() throws IOException {
        model.runner().enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", FerAttributes.MODEL_ID, "0123456789abcdef"));
        model.runner().run();

        model.runner().assertQueueNotEmpty();
        assertEquals(List.of(), model.runner().getLogger().getWarnMessages());
    }

    @Test
    void testADatasetThatHasWaitedTooLong() throws IOException {
        final TestRunner runner = model.runner();
        runner.setProperty(Waiting.MAXIMUM_WAIT, "1 hour");
        final String id = runner.getProcessor().getIdentifier();
        runner.enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "late.tar", FerAttributes.MODEL_ID, "0123456789abcdef", FerAttributes.WAITING_SINCE, id + " 1000"));
        // It has waited elsewhere before.
        runner.enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "new.tar", FerAttributes.MODEL_ID, "0123456789abcdef", FerAttributes.WAITING_SINCE, "other 1000"));
        runner.run(2);

        runner.assertTransferCount(Waiting.TIMEOUT, 1);
        final MockFlowFile late = runner.getFlowFilesForRelationship(Waiting.TIMEOUT).getFirst();
        late.assertAttributeEquals(FerAttributes.ERROR_CODE, "WAITED_TOO_LONG");
        late.assertAttributeEquals(FerAttributes.ERROR_MESSAGE, "late.tar has waited for longer than 1 hour: It waits for model 0123456789abcdef in the service. There is no model "
                + model.file() + " yet");
        late.assertAttributeNotExists(FerAttributes.WAITING_SINCE);
        assertEquals(1, runner.getQueueSize().getObjectCount());

        TestFiles.writeModel(model.file(), 1);
        runner.setProperty(EvaluationProperties.EXPECTED_MODEL, TestFiles.modelId(model.file()));
        runner.run();
        runner.assertTransferCount(EvaluateFerModel.ORIGINAL, 1);
        for (final Relationship relationship : List.of(EvaluateFerModel.METRICS, EvaluateFerModel.REPORT, EvaluateFerModel.ORIGINAL)) {
            runner.getFlowFilesForRelationship(relationship).getFirst().assertAttributeNotExists(FerAttributes.WAITING_SINCE);
        }
    }

    @Test
    void testTheTimeoutIsThereWhereItCanHappen() {
        assertFalse(model.runner().getProcessor().getRelationships().contains(Waiting.TIMEOUT));
        model.runner().setProperty(Waiting.MAXIMUM_WAIT, "2 days");
        assertTrue(model.runner().getProcessor().getRelationships().contains(Waiting.TIMEOUT));
        model.runner().removeProperty(Waiting.MAXIMUM_WAIT);
        assertFalse(model.runner().getProcessor().getRelationships().contains(Waiting.TIMEOUT));
    }

    @Test
    void testEmptySplitGoesToFailure() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().enqueue(TestFiles.dataset(1, Split.TRAIN), Map.of("filename", "faces.tar"));
        model.runner().run();

        model.runner().assertAllFlowFilesTransferred(EvaluateFerModel.FAILURE, 1);
        final MockFlowFile failed = model.runner().getFlowFilesForRelationship(EvaluateFerModel.FAILURE).getFirst();
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("faces.tar has no test samples"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }

    @Test
    void testEachDatasetNamesTheFileOfItsModel() throws IOException {
        final Path first = directory.resolve("first.safetensors");
        final Path second = directory.resolve("second.safetensors");
        TestFiles.writeModel(first, 1);
        TestFiles.writeModel(second, 2);
        final TestRunner runner = fileRunner();
        runner.enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", "model", "first"));
        runner.enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", "model", "second", FerAttributes.MODEL_ID, TestFiles.modelId(second)));
        runner.run(2);

        final List<MockFlowFile> metrics = runner.getFlowFilesForRelationship(EvaluateFerModel.METRICS);
        metrics.getFirst().assertAttributeEquals(FerAttributes.MODEL_ID, TestFiles.modelId(first));
        metrics.getLast().assertAttributeEquals(FerAttributes.MODEL_ID, TestFiles.modelId(second));
        assertEquals(8, new ObjectMapper().readTree(metrics.getLast().getContent()).path("samples").asInt());
    }

    @Test
    void testADatasetWaitsForTheFileOfItsModel() throws IOException {
        TestFiles.writeModel(directory.resolve("first.safetensors"), 1);
        final TestRunner runner = fileRunner();
        runner.enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", "model", "absent"));
        runner.enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", "model", "first", FerAttributes.MODEL_ID, "0123456789abcdef"));
        runner.run(2);

        assertEquals(2, runner.getQueueSize().getObjectCount());
        runner.assertPenalizeCount(2);
        // A mistyped path is told; a model that is known to be on its way is not.
        assertEquals(1, runner.getLogger().getWarnMessages().size());
        assertTrue(runner.getLogger().getWarnMessages().getFirst().getMsg().contains("absent.safetensors, which is not there"));
    }

    @Test
    void testADatasetWhoseModelIsNoneGoesToFailure() throws IOException {
        Files.write(directory.resolve("garbage.safetensors"), new byte[100]);
        final TestRunner runner = fileRunner();
        runner.enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", "model", "garbage"));
        for (final String wrong : List.of("\0", "folder")) {
            runner.enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar", "model", wrong));
        }

        Files.createDirectory(directory.resolve("folder.safetensors"));
        runner.run(3);

        runner.assertAllFlowFilesTransferred(EvaluateFerModel.FAILURE, 3);
        final List<MockFlowFile> failed = runner.getFlowFilesForRelationship(EvaluateFerModel.FAILURE);
        failed.getFirst().assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_MODEL");
        assertTrue(failed.getFirst().getAttribute(FerAttributes.ERROR_MESSAGE).contains("garbage.safetensors"), failed.getFirst().getAttribute(FerAttributes.ERROR_MESSAGE));
        for (final MockFlowFile wrong : failed.subList(1, 3)) {
            wrong.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_SETTING");
            assertTrue(wrong.getAttribute(FerAttributes.ERROR_MESSAGE).endsWith("expected the path of a model"), wrong.getAttribute(FerAttributes.ERROR_MESSAGE));
        }
    }

    private TestRunner fileRunner() {
        final TestRunner runner = TestRunners.newTestRunner(EvaluateFerModel.class);
        runner.setProperty(EvaluationProperties.MODEL_SOURCE, EvaluationProperties.ModelSource.FILE);
        runner.assertNotValid();
        runner.setProperty(EvaluationProperties.MODEL_FILE, directory + "/${model}.safetensors");
        runner.assertValid();
        return runner;
    }
}
