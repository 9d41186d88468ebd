package org.nififer.processors.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.Split;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.TestFiles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DescribeFerDatasetTest {

    private final TestRunner runner = TestRunners.newTestRunner(DescribeFerDataset.class);

    @Test
    void testDatasetGoesOnBesideItsDescription() throws IOException {
        final byte[] dataset = TestFiles.dataset(2, Split.TRAIN, Split.TEST);
        runner.enqueue(dataset, Map.of("filename", "faces.tar", "mime.type", "application/x-tar"));
        runner.run();

        runner.assertTransferCount(DescribeFerDataset.FAILURE, 0);
        final MockFlowFile original = only(DescribeFerDataset.ORIGINAL);
        original.assertContentEquals(dataset);
        original.assertAttributeEquals("filename", "faces.tar");
        original.assertAttributeEquals("mime.type", "application/x-tar");
        original.assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "32");
        original.assertAttributeEquals(FerAttributes.DATASET_TRAIN, "16");
        original.assertAttributeEquals(FerAttributes.DATASET_VALIDATION, "0");
        original.assertAttributeEquals(FerAttributes.DATASET_SUBJECTS, "0");
        original.assertAttributeEquals(FerAttributes.DATASET_SOURCES, "1");
        original.assertAttributeEquals(FerAttributes.DATASET_DAMAGED, "0");
        original.assertAttributeEquals(FerAttributes.DATASET_REPEATED, "0");
        assertTrue(original.getAttribute(FerAttributes.DATASET_WARNINGS).endsWith("tiny-class,unknown-subjects"), original.getAttribute(FerAttributes.DATASET_WARNINGS));
        final MockFlowFile json = only(DescribeFerDataset.JSON);
        json.assertAttributeEquals("filename", "faces.tar.description.json");
        json.assertAttributeEquals("mime.type", "application/json");
        assertEquals(original.getAttribute(FerAttributes.DATASET_FINGERPRINT), new ObjectMapper().readTree(json.getContent()).path("fingerprint").asText());
        final MockFlowFile page = only(DescribeFerDataset.PAGE);
        page.assertAttributeEquals("filename", "faces.tar.description.html");
        page.assertAttributeEquals("mime.type", "text/html");
        assertTrue(page.getContent().contains("<h3>contempt</h3><div class=\"sheet\"><img "), page.getContent());
        final MockFlowFile datasheet = only(DescribeFerDataset.DATASHEET);
        datasheet.assertAttributeEquals("filename", "faces.tar.datasheet.md");
        datasheet.assertAttributeEquals("mime.type", "text/markdown");
        assertTrue(datasheet.getContent().startsWith("# Datasheet of faces.tar\n"), datasheet.getContent());
    }

    @Test
    void testNoSampleImagesWhereTheyAreNotWanted() throws IOException {
        runner.setProperty(DescribeFerDataset.SAMPLE_IMAGES, "false");
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN), Map.of("filename", "faces.tar"));
        runner.run();

        final String page = only(DescribeFerDataset.PAGE).getContent();
        assertTrue(page.contains("<figure>"), page);
        assertFalse(page.contains("class=\"sheet\""), page);
    }

    @Test
    void testNumbersBeforeBalancing() throws IOException {
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN), Map.of("filename", "faces.tar", FerAttributes.DATASET_TRAIN_BEFORE, "{\"fear\":70,\"neutral\":7}"));
        runner.run();

        final JsonNode balance = new ObjectMapper().readTree(only(DescribeFerDataset.JSON).getContent()).path("balance");
        assertTrue(balance.path("beforeKnown").asBoolean());
        assertEquals(10, balance.path("ratioBefore").asDouble());
        assertEquals(70, balance.at("/classes/0/before").asInt());
        assertEquals(List.of(), runner.getLogger().getWarnMessages());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[1]", "{\"joy\":1}", "{\"fear\":-1}", "{\"fear\":\"3\"}", "{\"fear\":1e40}", "{\"fear\":99999999999999999999}", "{"})
    void testNonsenseBeforeBalancingIsIgnored(final String before) throws IOException {
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN), Map.of("filename", "faces.tar", FerAttributes.DATASET_TRAIN_BEFORE, before));
        runner.run();

        final JsonNode balance = new ObjectMapper().readTree(only(DescribeFerDataset.JSON).getContent()).path("balance");
        assertFalse(balance.path("beforeKnown").asBoolean());
        assertEquals(1, balance.at("/classes/0/before").asInt());
        assertTrue(runner.getLogger().getWarnMessages().getFirst().getMsg().contains(FerAttributes.DATASET_TRAIN_BEFORE));
    }

    @Test
    void testWhatIsNoDatasetGoesToFailure() throws IOException {
        final ByteArrayOutputStream empty = new ByteArrayOutputStream();
        new DatasetWriter(empty).close();
        runner.enqueue("no tar", Map.of("filename", "letter.txt"));
        runner.enqueue(empty.toByteArray(), Map.of("filename", "empty.tar"));
        runner.run(2);

        runner.assertAllFlowFilesTransferred(DescribeFerDataset.FAILURE, 2);
        runner.getFlowFilesForRelationship(DescribeFerDataset.FAILURE).getFirst().assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_DATASET");
        runner.getFlowFilesForRelationship(DescribeFerDataset.FAILURE).getLast()
                .assertAttributeEquals(FerAttributes.ERROR_MESSAGE, "empty.tar has no samples; there is nothing to describe");
    }

    private MockFlowFile only(final Relationship relationship) {
        runner.assertTransferCount(relationship, 1);
        return runner.getFlowFilesForRelationship(relationship).getFirst();
    }

    @Test
    void testStoppedWorkLeavesTheDatasetInTheQueue() throws IOException {
        final TestRunner stopped = TestRunners.newTestRunner(new DescribeFerDataset() {
            @Override
            protected void continueWhileScheduled() {
                throw new StoppedException();
            }
        });
        stopped.enqueue(TestFiles.dataset(1, Split.TRAIN), Map.of("filename", "faces.tar"));
        stopped.run();

        stopped.assertQueueNotEmpty();
        stopped.assertTransferCount(DescribeFerDataset.ORIGINAL, 0);
        stopped.assertTransferCount(DescribeFerDataset.FAILURE, 0);
    }
}
