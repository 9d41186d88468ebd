package org.nififer.processors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.TestFiles;
import org.nififer.core.dataset.Split;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    void testEmptySplitGoesToFailure() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().enqueue(TestFiles.dataset(1, Split.TRAIN), Map.of("filename", "faces.tar"));
        model.runner().run();

        model.runner().assertAllFlowFilesTransferred(EvaluateFerModel.FAILURE, 1);
        final MockFlowFile failed = model.runner().getFlowFilesForRelationship(EvaluateFerModel.FAILURE).getFirst();
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("faces.tar has no test samples"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }
}
