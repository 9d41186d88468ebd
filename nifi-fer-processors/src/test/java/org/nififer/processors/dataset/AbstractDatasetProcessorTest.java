package org.nififer.processors.dataset;

import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nififer.dataset.Split;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.SampleCounter;
import org.nififer.processors.common.TestFiles;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AbstractDatasetProcessorTest {

    private static final Map<String, String> NAME = Map.of("filename", "faces.tar");

    static List<Processor> stoppedProcessors() {
        return List.of(
                new SplitFerDataset() {
                    @Override
                    protected void continueWhileScheduled() {
                        throw new StoppedException();
                    }
                },
                new BalanceFerDataset() {
                    @Override
                    protected void continueWhileScheduled() {
                        throw new StoppedException();
                    }
                },
                new CropDatasetFaces() {
                    @Override
                    protected void continueWhileScheduled() {
                        throw new StoppedException();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("stoppedProcessors")
    void testStoppedWorkLeavesTheDatasetInTheQueue(final Processor processor) throws IOException {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        runner.enqueue(TestFiles.dataset(1, Split.TRAIN), NAME);
        runner.run();

        runner.assertQueueNotEmpty();
        runner.assertTransferCount(AbstractDatasetProcessor.SUCCESS, 0);
        runner.assertTransferCount(AbstractFerProcessor.FAILURE, 0);
    }

    @Test
    void testWhatTheOldDatasetSaysOfItselfDoesNotStayOnTheNewOne() throws IOException {
        final TestRunner runner = TestRunners.newTestRunner(BalanceFerDataset.class);
        runner.enqueue(TestFiles.dataset(2, Split.TRAIN), Map.of("filename", "faces.tar", "source.url", "kept", FerAttributes.DATASET_READ, "981",
                FerAttributes.DATASET_INVALID, "4", FerAttributes.DATASET_FINGERPRINT, "of the old one", FerAttributes.DATASET_WARNINGS, "subject-leak"));
        runner.run();

        final MockFlowFile dataset = runner.getFlowFilesForRelationship(AbstractDatasetProcessor.SUCCESS).getFirst();
        dataset.assertAttributeEquals("source.url", "kept");
        dataset.assertAttributeEquals("mime.type", "application/x-tar");
        dataset.assertAttributeEquals(FerAttributes.DATASET_READ, "16");
        dataset.assertAttributeNotExists(FerAttributes.DATASET_INVALID);
        dataset.assertAttributeNotExists(FerAttributes.DATASET_FINGERPRINT);
        dataset.assertAttributeNotExists(FerAttributes.DATASET_WARNINGS);
    }

    @Test
    void testTheCounterGrowsInEachPass() throws IOException {
        final TestRunner runner = TestRunners.newTestRunner(BalanceFerDataset.class);
        runner.enqueue(TestFiles.dataset(2, Split.TRAIN), NAME);
        runner.run();

        assertEquals(2 * 16, runner.getCounterValue(SampleCounter.NAME));
    }
}
