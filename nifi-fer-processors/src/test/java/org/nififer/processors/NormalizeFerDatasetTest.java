package org.nififer.processors;

import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.TestFiles;
import org.nififer.core.dataset.DatasetReader;
import org.nififer.core.dataset.Sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NormalizeFerDatasetTest {

    private TestRunner runner;

    @BeforeEach
    void setUp() {
        runner = TestRunners.newTestRunner(NormalizeFerDataset.class);
    }

    @Test
    void testClassFoldersBecomeADataset() throws IOException {
        final byte[] zip = TestFiles.zip(2, true);
        runner.enqueue(zip, Map.of("filename", "faces.zip"));
        runner.run();

        final MockFlowFile dataset = runner.getFlowFilesForRelationship(NormalizeFerDataset.SUCCESS).getFirst();
        dataset.assertAttributeEquals("filename", "faces.zip.tar");
        dataset.assertAttributeEquals("mime.type", "application/x-tar");
        dataset.assertAttributeEquals(FerAttributes.DATASET_READ, "17");
        dataset.assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "16");
        dataset.assertAttributeEquals(FerAttributes.DATASET_INVALID, "1");
        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(dataset.toByteArray()), "dataset")) {
            int samples = 0;
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                assertTrue(sample.metadata().subject().isPresent(), sample.key());
                samples++;
            }

            assertEquals(16, samples);
        }

        final MockFlowFile invalid = runner.getFlowFilesForRelationship(NormalizeFerDataset.INVALID).getFirst();
        assertTrue(invalid.getContent().contains("faces/anger/S999_001_00000001.png"), invalid.getContent());
        assertEquals(1, invalid.getContent().lines().count());
        runner.getFlowFilesForRelationship(NormalizeFerDataset.ORIGINAL).getFirst().assertContentEquals(zip);
        runner.assertTransferCount(NormalizeFerDataset.FAILURE, 0);
    }

    @Test
    void testNothingGoesToInvalidWhereAllIsValid() throws IOException {
        runner.enqueue(TestFiles.zip(1, false), Map.of("filename", "faces.zip"));
        runner.run();

        runner.assertTransferCount(NormalizeFerDataset.SUCCESS, 1);
        runner.assertTransferCount(NormalizeFerDataset.INVALID, 0);
    }

    @Test
    void testWhatIsNoDatasetGoesToFailure() {
        runner.enqueue("neither a zip nor a table", Map.of("filename", "letter.txt"));
        runner.run();

        runner.assertAllFlowFilesTransferred(NormalizeFerDataset.FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(NormalizeFerDataset.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_DATASET");
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("letter.txt"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }
}
