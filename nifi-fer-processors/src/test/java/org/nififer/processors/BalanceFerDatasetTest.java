package org.nififer.processors;

import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import org.nififer.TestFiles;
import org.nififer.core.dataset.Split;

import java.io.IOException;
import java.util.Map;

class BalanceFerDatasetTest {

    private final TestRunner runner = TestRunners.newTestRunner(BalanceFerDataset.class);

    @Test
    void testTrainGrowsAndTheRestStays() throws IOException {
        runner.setProperty(BalanceFerDataset.SAMPLES_PER_CLASS, "5");
        runner.enqueue(TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION, Split.TEST), Map.of("filename", "faces.tar"));
        runner.run();

        runner.assertAllFlowFilesTransferred(BalanceFerDataset.SUCCESS, 1);
        final MockFlowFile dataset = runner.getFlowFilesForRelationship(BalanceFerDataset.SUCCESS).getFirst();
        dataset.assertAttributeEquals(FerAttributes.DATASET_TRAIN, "40");
        dataset.assertAttributeEquals(FerAttributes.DATASET_VALIDATION, "16");
        dataset.assertAttributeEquals(FerAttributes.DATASET_TEST, "16");
        dataset.assertAttributeEquals(FerAttributes.DATASET_AUGMENTED, "24");
        dataset.assertAttributeEquals(FerAttributes.DATASET_LEFT_OUT, "0");
    }

    @Test
    void testLargeClassesAreCut() throws IOException {
        runner.setProperty(BalanceFerDataset.SAMPLES_PER_CLASS, "1");
        runner.enqueue(TestFiles.dataset(3, Split.TRAIN), Map.of("filename", "faces.tar"));
        runner.run();

        final MockFlowFile dataset = runner.getFlowFilesForRelationship(BalanceFerDataset.SUCCESS).getFirst();
        dataset.assertAttributeEquals(FerAttributes.DATASET_TRAIN, "8");
        dataset.assertAttributeEquals(FerAttributes.DATASET_LEFT_OUT, "16");
    }

    @Test
    void testWhatIsNoDatasetGoesToFailure() {
        runner.enqueue("no tar", Map.of("filename", "letter.txt"));
        runner.run();

        runner.assertAllFlowFilesTransferred(BalanceFerDataset.FAILURE, 1);
        runner.getFlowFilesForRelationship(BalanceFerDataset.FAILURE).getFirst().assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_DATASET");
    }
}
