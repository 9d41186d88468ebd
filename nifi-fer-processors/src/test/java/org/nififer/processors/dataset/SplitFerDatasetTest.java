package org.nififer.processors.dataset;

import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.TestFiles;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertTrue;

class SplitFerDatasetTest {

    private TestRunner runner;

    @BeforeEach
    void setUp() {
        runner = TestRunners.newTestRunner(SplitFerDataset.class);
        runner.setProperty(SplitFerDataset.VALIDATION_PER_CLASS, "1");
        runner.setProperty(SplitFerDataset.TEST_PER_CLASS, "2");
    }

    @Test
    void testEachClassGetsTheSameNumber() throws IOException {
        runner.enqueue(TestFiles.dataset(5, Split.TRAIN), Map.of("filename", "faces.tar"));
        runner.run();

        runner.assertAllFlowFilesTransferred(SplitFerDataset.SUCCESS, 1);
        final MockFlowFile dataset = runner.getFlowFilesForRelationship(SplitFerDataset.SUCCESS).getFirst();
        dataset.assertAttributeEquals(FerAttributes.DATASET_READ, "40");
        dataset.assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "40");
        dataset.assertAttributeEquals(FerAttributes.DATASET_TRAIN, "16");
        dataset.assertAttributeEquals(FerAttributes.DATASET_VALIDATION, "8");
        dataset.assertAttributeEquals(FerAttributes.DATASET_TEST, "16");
        dataset.assertAttributeEquals(FerAttributes.DATASET_LEFT_OUT, "0");
        dataset.assertAttributeEquals("filename", "faces.tar");
    }

    @Test
    void testTooFewSamplesGoToFailure() throws IOException {
        runner.enqueue(TestFiles.dataset(3, Split.TRAIN), Map.of("filename", "faces.tar"));
        runner.run();

        runner.assertAllFlowFilesTransferred(SplitFerDataset.FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(SplitFerDataset.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_DATASET");
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("3"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }

    @Test
    void testTooFewSamplesGiveAShare() throws IOException {
        runner.setProperty(SplitFerDataset.TOO_FEW_SAMPLES, "proportional");
        runner.setProperty(SplitFerDataset.VALIDATION_PER_CLASS, "3");
        runner.setProperty(SplitFerDataset.TEST_PER_CLASS, "3");
        runner.enqueue(TestFiles.dataset(5, Split.TRAIN), Map.of("filename", "faces.tar"));
        runner.run();

        final MockFlowFile dataset = runner.getFlowFilesForRelationship(SplitFerDataset.SUCCESS).getFirst();
        dataset.assertAttributeEquals(FerAttributes.DATASET_VALIDATION, "8");
        dataset.assertAttributeEquals(FerAttributes.DATASET_TEST, "8");
        final String tooFew = dataset.getAttribute(FerAttributes.DATASET_TOO_FEW);
        assertTrue(tooFew.startsWith("{\"fear\":{\"train\":3,\"validation\":1,\"test\":1},\"sadness\":{"), tooFew);
    }

    @Test
    void testNearDuplicates() throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < 30; number++) {
            // One picture in thirty versions.
            final byte[] pixels = DrawnFaces.face(Expression.FEAR, 1, 48).pixels();
            pixels[3 * number]++;
            samples.add(SampleEncoding.PNG.sample("s" + number, new RgbImage(48, 48, pixels), SampleMetadata.builder(Expression.FEAR)));
        }

        final byte[] dataset = TestFiles.dataset(samples);
        runner.enqueue(dataset, Map.of("filename", "faces.tar"));
        runner.run();
        runner.assertAllFlowFilesTransferred(SplitFerDataset.FAILURE, 1);

        runner.clearTransferState();
        runner.setProperty(SplitFerDataset.NEAR_DUPLICATES, "ignore");
        runner.enqueue(dataset, Map.of("filename", "faces.tar"));
        runner.run();
        runner.assertAllFlowFilesTransferred(SplitFerDataset.SUCCESS, 1);
    }

    @Test
    void testTruncatedDatasetGoesToFailureUnchanged() throws IOException {
        final byte[] dataset = TestFiles.dataset(5, Split.TRAIN);
        final byte[] truncated = Arrays.copyOf(dataset, dataset.length / 2);
        runner.enqueue(truncated, Map.of("filename", "faces.tar"));
        runner.run();

        runner.assertAllFlowFilesTransferred(SplitFerDataset.FAILURE, 1);
        runner.getFlowFilesForRelationship(SplitFerDataset.FAILURE).getFirst().assertContentEquals(truncated);
    }
}
