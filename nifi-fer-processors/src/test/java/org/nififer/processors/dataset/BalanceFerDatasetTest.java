package org.nififer.processors.dataset;

import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import org.nififer.dataset.Split;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.TestFiles;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        dataset.assertAttributeEquals(FerAttributes.DATASET_TRAIN_BEFORE,
                "{\"fear\":2,\"sadness\":2,\"happiness\":2,\"anger\":2,\"disgust\":2,\"surprise\":2,\"neutral\":2,\"contempt\":2}");
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
    void testAugmentationIsChosen() throws IOException {
        runner.setProperty(BalanceFerDataset.SAMPLES_PER_CLASS, "6");
        runner.setProperty(BalanceFerDataset.AUGMENTATIONS, "rotation:40, flip");
        runner.setProperty(BalanceFerDataset.ROTATION_BORDER, "black");
        runner.enqueue(TestFiles.dataset(2, Split.TRAIN), Map.of("filename", "faces.tar"));
        runner.run();

        final String content = runner.getFlowFilesForRelationship(BalanceFerDataset.SUCCESS).getFirst().getContent();
        final List<String> operations = Pattern.compile("\"operation\":\"([^\"]*)\"").matcher(content).results().map(match -> match.group(1)).toList();
        assertEquals(32, operations.size());
        assertTrue(operations.stream().allMatch(operation -> operation.matches("(flip\\(\\) )?rotation\\([-0-9.]+\\)")), operations.toString());
        assertTrue(operations.stream().anyMatch(operation -> operation.matches(".*rotation\\(-?[123][0-9]\\..*")), operations.toString());
    }

    @Test
    void testSettingsThatCannotBe() {
        for (final String augmentations : List.of("mirror", "rotation,,flip", "rotation:0", "rotation:181", "rotation:ten", "shift")) {
            runner.setProperty(BalanceFerDataset.AUGMENTATIONS, augmentations);
            runner.assertNotValid();
        }

        runner.removeProperty(BalanceFerDataset.AUGMENTATIONS);
        runner.assertValid();
    }

    @Test
    void testWhatIsNoDatasetGoesToFailure() {
        runner.enqueue("no tar", Map.of("filename", "letter.txt"));
        runner.run();

        runner.assertAllFlowFilesTransferred(BalanceFerDataset.FAILURE, 1);
        runner.getFlowFilesForRelationship(BalanceFerDataset.FAILURE).getFirst().assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_DATASET");
    }
}
