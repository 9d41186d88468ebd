package org.nififer.processors.dataset;

import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.TestSamples;
import org.nififer.image.ImageCodec;
import org.nififer.processors.common.DatasetProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.SampleCounter;
import org.nififer.processors.common.TestFiles;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
    void testUnlabelledPhotosAreCountedAsSuch() throws IOException {
        runner.setProperty(NormalizeProperties.FORMAT, "unlabelled");
        runner.assertValid();
        runner.enqueue(TestFiles.zip(2, true), Map.of("filename", "photos.zip"));
        runner.run();

        final MockFlowFile dataset = runner.getFlowFilesForRelationship(NormalizeFerDataset.SUCCESS).getFirst();
        dataset.assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "16");
        dataset.assertAttributeEquals(FerAttributes.DATASET_UNLABELLED, "16");
        dataset.assertAttributeEquals(FerAttributes.DATASET_TRAIN, "16");
        dataset.assertAttributeEquals(FerAttributes.DATASET_INVALID, "1");
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

    @Test
    void testShardsAreFragmentsOfOneSource() throws IOException {
        runner.setProperty(NormalizeProperties.SAMPLES_PER_SHARD, "10");
        runner.enqueue(TestFiles.zip(3, true), Map.of("filename", "faces.zip"));
        runner.run();

        final List<MockFlowFile> shards = runner.getFlowFilesForRelationship(NormalizeFerDataset.SUCCESS);
        assertEquals(List.of("10", "10", "4"), shards.stream().map(shard -> shard.getAttribute(FerAttributes.DATASET_SAMPLES)).toList());
        assertEquals(List.of("0", "1", "2"), shards.stream().map(shard -> shard.getAttribute("fragment.index")).toList());
        assertEquals(List.of("faces.zip-000000.tar", "faces.zip-000001.tar", "faces.zip-000002.tar"), shards.stream().map(shard -> shard.getAttribute("filename")).toList());
        final MockFlowFile original = runner.getFlowFilesForRelationship(NormalizeFerDataset.ORIGINAL).getFirst();
        for (final MockFlowFile shard : shards) {
            shard.assertAttributeEquals("fragment.count", "3");
            shard.assertAttributeEquals("segment.original.filename", "faces.zip");
            shard.assertAttributeEquals("fragment.identifier", original.getAttribute("fragment.identifier"));
            shard.assertAttributeEquals(FerAttributes.DATASET_READ, "25");
            shard.assertAttributeEquals(FerAttributes.DATASET_INVALID, "1");
        }

        original.assertAttributeEquals("fragment.count", "3");
        runner.getFlowFilesForRelationship(NormalizeFerDataset.INVALID).getFirst().assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "24");
    }

    @Test
    void testShardsMeetAgainInMerge() throws IOException {
        runner.setProperty(NormalizeProperties.SAMPLES_PER_SHARD, "10");
        runner.enqueue(TestFiles.zip(3, false), Map.of("filename", "faces.zip"));
        runner.run();

        final TestRunner merge = TestRunners.newTestRunner(MergeFerDatasets.class);
        merge.setProperty(MergeProperties.MERGE_STRATEGY, MergeProperties.MergeStrategy.DEFRAGMENT);
        merge.setProperty(MergeProperties.NEAR_DUPLICATES, "keep");
        merge.enqueue(runner.getFlowFilesForRelationship(NormalizeFerDataset.SUCCESS).toArray(MockFlowFile[]::new));
        merge.run();

        merge.getFlowFilesForRelationship(MergeFerDatasets.MERGED).getFirst().assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "24");
    }

    @Test
    void testAnnotationsFileImageSizeAndFormat(@TempDir final Path folder) throws IOException {
        final Path labels = Files.writeString(folder.resolve("fer2013new.csv"),
                "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\nTraining,fer0000000.png,0,0,0,0,0,0,2,8,0,0\n"
                        + "Training,fer0000001.png,5,5,0,0,0,0,0,0,0,0\nTraining,fer0000002.png,9,0,0,0,0,0,0,0,1,0\n");
        runner.setProperty(NormalizeProperties.ANNOTATIONS_FILE, "${labels}");
        runner.setProperty(NormalizeProperties.KEEP_SPLITS, "false");
        runner.setProperty(NormalizeProperties.IMAGE_SIZE, "24");
        runner.setProperty(DatasetProperties.IMAGE_FORMAT, "jpeg");
        final String row = String.format(Locale.ROOT, "0,%s,Training\n", "7 ".repeat(2304).strip());
        runner.enqueue("emotion,pixels,Usage\n" + row.repeat(2), Map.of("filename", "fer2013.csv", "labels", labels.toString()));
        runner.run();

        final MockFlowFile dataset = runner.getFlowFilesForRelationship(NormalizeFerDataset.SUCCESS).getFirst();
        dataset.assertAttributeEquals(FerAttributes.DATASET_READ, "2");
        dataset.assertAttributeEquals(FerAttributes.DATASET_TRAIN, "0");
        dataset.assertAttributeEquals(FerAttributes.DATASET_IGNORED, "{\"rows of the labels beyond the table\":1}");
        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(dataset.toByteArray()), "dataset")) {
            final Sample sample = reader.read();
            assertEquals(Optional.of(Expression.CONTEMPT), sample.metadata().expression());
            assertEquals(ImageFormat.JPEG, sample.format());
            assertEquals(24, ImageCodec.decode(sample.image(), "image").width());
        }
    }

    @Test
    void testNumberingOfFoldersIsAskedForAndTold() throws IOException {
        final byte[] tar = TestSamples.tar(List.of(Map.entry("3/a.png", TestSamples.png(1)), Map.entry("0/b.png", TestSamples.png(2))));
        runner.enqueue(tar, Map.of("filename", "faces.tar"));
        runner.run();

        final MockFlowFile failed = runner.getFlowFilesForRelationship(NormalizeFerDataset.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_SETTING");
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("a.png in the folder '3': the label is the number 3"),
                failed.getAttribute(FerAttributes.ERROR_MESSAGE));

        runner.setProperty(NormalizeProperties.NUMBERING, "fer2013");
        runner.enqueue(tar, Map.of("filename", "faces.tar"));
        runner.run();

        final MockFlowFile dataset = runner.getFlowFilesForRelationship(NormalizeFerDataset.SUCCESS).getFirst();
        dataset.assertAttributeEquals(FerAttributes.DATASET_NOTES, "faces: labels are numbers of fer2013 (the choice of the operator)");
        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(dataset.toByteArray()), "dataset")) {
            assertEquals(Optional.of(Expression.HAPPINESS), reader.read().metadata().expression());
            assertEquals(Optional.of(Expression.ANGER), reader.read().metadata().expression());
        }
    }

    @Test
    void testBombGoesToFailure() throws IOException {
        runner.setProperty(NormalizeProperties.MAXIMUM_UNPACKED_SIZE, "1 KB");
        runner.enqueue(TestFiles.zip(2, false), Map.of("filename", "faces.zip"));
        runner.run();

        runner.assertAllFlowFilesTransferred(NormalizeFerDataset.FAILURE, 1);
        final String message = runner.getFlowFilesForRelationship(NormalizeFerDataset.FAILURE).getFirst().getAttribute(FerAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("faces.zip unpacks to more than 1024 bytes"), message);
    }

    @Test
    void testMissingAnnotationsGoToFailure() throws IOException {
        runner.setProperty(NormalizeProperties.ANNOTATIONS_FILE, "${absent:replaceNull('/absent/fer2013new.csv')}");
        runner.enqueue(TestFiles.zip(1, false), Map.of("filename", "faces.zip"));
        runner.run();

        runner.assertAllFlowFilesTransferred(NormalizeFerDataset.FAILURE, 1);
        final String message = runner.getFlowFilesForRelationship(NormalizeFerDataset.FAILURE).getFirst().getAttribute(FerAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("/absent/fer2013new.csv does not exist"), message);
    }

    @Test
    void testCountersGrowWhileItWorks() throws IOException {
        runner.enqueue(TestFiles.zip(2, true), Map.of("filename", "faces.zip"));
        runner.run();

        assertEquals(17, runner.getCounterValue(SampleCounter.NAME));
        assertEquals(1, runner.getCounterValue("Invalid"));
    }

    @Test
    void testStoppedWorkLeavesTheSourceInTheQueue() throws IOException {
        final TestRunner stopped = TestRunners.newTestRunner(new NormalizeFerDataset() {
            @Override
            protected void continueWhileScheduled() {
                throw new StoppedException();
            }
        });
        stopped.enqueue(TestFiles.zip(1, false), Map.of("filename", "faces.zip"));
        stopped.run();

        stopped.assertQueueNotEmpty();
        stopped.assertTransferCount(NormalizeFerDataset.SUCCESS, 0);
        stopped.assertTransferCount(NormalizeFerDataset.FAILURE, 0);
    }
}
