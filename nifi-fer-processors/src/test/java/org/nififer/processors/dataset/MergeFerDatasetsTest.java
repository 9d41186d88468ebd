package org.nififer.processors.dataset;

import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.bin.Bin;
import org.apache.nifi.processor.util.bin.BinFiles;
import org.apache.nifi.processor.util.bin.BinProcessingResult;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Fragments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MergeFerDatasetsTest {

    private TestRunner runner;

    @BeforeEach
    void setUp() {
        runner = TestRunners.newTestRunner(MergeFerDatasets.class);
    }

    @Test
    void testWaitsForTheMinimumNumber() throws IOException {
        runner.setProperty(MergeProperties.MINIMUM_ENTRIES, "3");
        runner.enqueue(dataset(sample("a", 1, 0)), Map.of("filename", "a.tar"));
        runner.enqueue(dataset(sample("b", 2, 0xFF)), Map.of("filename", "b.tar"));
        runner.run(3, false);
        runner.assertTransferCount(MergeFerDatasets.MERGED, 0);

        runner.enqueue(dataset(sample("c", 3, 0xFF00)), Map.of("filename", "c.tar"));
        runner.run(2);
        assertEquals(List.of("a", "b", "c"), keys());
        assertTransferred(1, 0, 3, 0);
        final MockFlowFile merged = merged();
        merged.assertAttributeEquals(MergeFerDatasets.MERGE_COUNT, "3");
        merged.assertAttributeEquals(MergeFerDatasets.MERGE_REASON, "MIN_THRESHOLDS_REACHED");
        merged.assertAttributeExists(MergeFerDatasets.MERGE_BIN_AGE);
        merged.assertAttributeEquals("mime.type", "application/x-tar");
        merged.assertAttributeEquals("filename", merged.getAttribute("uuid") + ".tar");
        final MockFlowFile original = runner.getFlowFilesForRelationship(MergeFerDatasets.ORIGINAL).getFirst();
        original.assertAttributeEquals(MergeFerDatasets.MERGE_UUID, merged.getAttribute("uuid"));
        assertTrue(runner.getProvenanceEvents().stream().anyMatch(event -> event.getEventType() == ProvenanceEventType.JOIN && event.getParentUuids().size() == 3
                && event.getChildUuids().equals(List.of(merged.getAttribute("uuid")))));
    }

    @Test
    void testDropsAndReportsDuplicates() throws IOException {
        runner.enqueue(dataset(sample("train", 1, 0, Expression.FEAR, Split.TRAIN), sample("other", 2, 0xFF00, Expression.FEAR, Split.TRAIN)), Map.of("filename", "a.tar"));
        runner.enqueue(dataset(sample("test", 1, 0, Expression.ANGER, Split.TEST), sample("near", 3, 0xFF03, Expression.FEAR, Split.TRAIN)), Map.of("filename", "b.tar"));
        runner.run(2);

        assertEquals(List.of("other", "test"), keys());
        assertTransferred(1, 1, 2, 0);
        final MockFlowFile duplicates = runner.getFlowFilesForRelationship(MergeFerDatasets.DUPLICATES).getFirst();
        for (final MockFlowFile result : List.of(merged(), duplicates)) {
            result.assertAttributeEquals(FerAttributes.DATASET_READ, "4");
            result.assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "2");
            result.assertAttributeEquals(FerAttributes.DATASET_LEFT_OUT, "2");
            result.assertAttributeEquals(FerAttributes.DATASET_DUPLICATES, "1");
            result.assertAttributeEquals(FerAttributes.DATASET_NEAR_DUPLICATES, "1");
            result.assertAttributeEquals(FerAttributes.DATASET_CONFLICTS, "1");
            result.assertAttributeEquals(FerAttributes.DATASET_ACROSS_SPLITS, "1");
            result.assertAttributeEquals(FerAttributes.DATASET_ACROSS_SOURCES, "0");
            result.assertAttributeEquals(FerAttributes.DATASET_TRAIN, "1");
            result.assertAttributeEquals(FerAttributes.DATASET_TEST, "1");
        }

        duplicates.assertAttributeEquals("mime.type", "application/jsonl");
        duplicates.assertAttributeEquals("filename", merged().getAttribute("filename") + ".duplicates.jsonl");
        duplicates.assertContentEquals("""
                {"dataset":"a.tar","key":"train","source":"drawn","split":"train","expression":"fear","reason":"exact","distance":0,"conflict":true,\
                "duplicateOf":{"dataset":"b.tar","key":"test","source":"drawn","split":"test","expression":"anger"}}
                {"dataset":"b.tar","key":"near","source":"drawn","split":"train","expression":"fear","reason":"near","distance":2,"conflict":false,\
                "duplicateOf":{"dataset":"a.tar","key":"other","source":"drawn","split":"train","expression":"fear"}}
                """);
    }

    @Test
    void testSettingsOfDuplicates() throws IOException {
        runner.setProperty(MergeProperties.MINIMUM_ENTRIES, "1");
        runner.setProperty(MergeProperties.MAXIMUM_ENTRIES, "1");
        final byte[] dataset = dataset(sample("a", 1, 0), sample("four", 2, 0xF, Expression.ANGER, Split.TRAIN), sample("b", 3, 0xFF));
        assertEquals(List.of("a", "four", "b"), keysOf(dataset));
        runner.setProperty(MergeProperties.NEAR_DUPLICATE_DISTANCE, "4");
        assertEquals(List.of("a", "b"), keysOf(dataset));
        runner.setProperty(MergeProperties.CONFLICTS, "drop-all");
        assertEquals(List.of("b"), keysOf(dataset));
        runner.setProperty(MergeProperties.NEAR_DUPLICATES, "keep");
        assertEquals(List.of("a", "four", "b"), keysOf(dataset));
        assertEquals("faces.tar", merged().getAttribute("filename"), "one dataset keeps its name");
        runner.setProperty(MergeProperties.NEAR_DUPLICATES, "drop");
        runner.setProperty(MergeProperties.NEAR_DUPLICATE_DISTANCE, "11");
        runner.assertNotValid();
    }

    private List<String> keysOf(final byte[] dataset) throws IOException {
        runner.clearTransferState();
        runner.enqueue(dataset, Map.of("filename", "faces.tar"));
        runner.run();
        return keys();
    }

    @Test
    void testTheMergedDatasetIsNamed() throws IOException {
        runner.setProperty(MergeProperties.MERGED_FILENAME, "${collection}.tar");
        runner.enqueue(dataset(sample("a", 1, 0)), Map.of("filename", "a.tar", "collection", "hybrid"));
        runner.enqueue(dataset(sample("b", 2, 0xFF)), Map.of("filename", "b.tar", "collection", "hybrid"));
        runner.run(2);

        merged().assertAttributeEquals("filename", "hybrid.tar");
    }

    @Test
    void testFragmentsMeetInAnyOrder() throws IOException {
        runner.setProperty(MergeProperties.MERGE_STRATEGY, MergeProperties.MergeStrategy.DEFRAGMENT);
        runner.enqueue(dataset(sample("c", 3, 0xFF00)), fragment("x", 2, 3));
        runner.enqueue(dataset(sample("a", 1, 0)), fragment("x", 0, 3));
        runner.enqueue(dataset(sample("other", 1, 0)), fragment("y", 0, 2));
        runner.enqueue(dataset(sample("b", 2, 0xFF)), fragment("x", 1, 3));
        runner.run(2, false);

        assertEquals(List.of("a", "b", "c"), keys());
        runner.assertTransferCount(MergeFerDatasets.MERGED, 1);
        final MockFlowFile merged = merged();
        merged.assertAttributeEquals("filename", "x.zip.tar");
        merged.assertAttributeEquals("fer.source", "drawn");
        Fragments.ATTRIBUTES.forEach(merged::assertAttributeNotExists);
    }

    @Test
    void testMissingFragmentGoesToFailureWhenTheBinIsOld() throws IOException, InterruptedException {
        runner.setProperty(MergeProperties.MERGE_STRATEGY, MergeProperties.MergeStrategy.DEFRAGMENT);
        runner.setProperty(BinFiles.MAX_BIN_AGE, "1 sec");
        runner.enqueue(dataset(sample("a", 1, 0)), fragment("x", 0, 3));
        runner.enqueue(dataset(sample("c", 3, 0xFF00)), fragment("x", 2, 3));
        runner.run(1, false);
        runner.assertTransferCount(MergeFerDatasets.FAILURE, 0);
        Thread.sleep(1100);
        runner.run(1);

        assertTransferred(0, 0, 0, 2);
        assertFailure("2 of 3 parts of the dataset with fragment.identifier x have come: those with fragment.index [0, 2]; the others are missing");
    }

    @Test
    void testFragmentsThatContradictGoToFailure() throws IOException {
        runner.setProperty(MergeProperties.MERGE_STRATEGY, MergeProperties.MergeStrategy.DEFRAGMENT);
        runner.enqueue(dataset(sample("a", 1, 0)), fragment("x", 0, 3));
        runner.enqueue(dataset(sample("b", 3, 0xFF00)), fragment("x", 1, 2));
        runner.run(2);
        assertTransferred(0, 0, 0, 2);
        assertFailure("x-1.tar has fragment.count 2, but another part of x has 3; expected the same number");
    }

    @Test
    void testFragmentWithoutIndexGoesToFailureAndTheOthersWait() throws IOException {
        runner.setProperty(MergeProperties.MERGE_STRATEGY, MergeProperties.MergeStrategy.DEFRAGMENT);
        runner.enqueue(dataset(sample("a", 1, 0)), Map.of("filename", "a.tar", Fragments.IDENTIFIER, "x", Fragments.COUNT, "2"));
        runner.enqueue(dataset(sample("b", 2, 0xFF)), fragment("y", 0, 2));
        runner.run(1);
        assertTransferred(0, 0, 0, 1);
        assertFailure("a.tar has fragment.index 'null'; expected a whole number");
        assertEquals(1, runner.getQueueSize().getObjectCount(), "a stopped processor gives back what waits");
    }

    @Test
    void testCorrelationAttributeKeepsDatasetsApart() throws IOException {
        runner.setProperty(MergeProperties.CORRELATION_ATTRIBUTE_NAME, "kind");
        runner.enqueue(dataset(sample("a", 1, 0)), Map.of("kind", "photos"));
        runner.enqueue(dataset(sample("b", 1, 0)), Map.of("kind", "drawings"));
        runner.enqueue(dataset(sample("c", 2, 0xFF)), Map.of("kind", "photos"));
        runner.run(2);

        assertEquals(List.of("a", "c"), keys());
        merged().assertAttributeEquals("kind", "photos");
    }

    @Test
    void testInvalidDatasetSendsItsBinToFailureAndIsNamed() throws IOException {
        final byte[] whole = dataset(sample("a", 1, 0));
        final byte[] truncated = Arrays.copyOf(whole, whole.length / 2);
        runner.enqueue(whole, Map.of("filename", "whole.tar"));
        runner.enqueue(truncated, Map.of("filename", "truncated.tar"));
        runner.run(2);

        assertTransferred(0, 0, 0, 2);
        assertFailure("truncated.tar is not a whole tar");
        runner.getFlowFilesForRelationship(MergeFerDatasets.FAILURE).get(0).assertContentEquals(whole);
        runner.getFlowFilesForRelationship(MergeFerDatasets.FAILURE).get(1).assertContentEquals(truncated);
    }

    @Test
    void testDatasetsOfOneNameAreToldApart() throws IOException {
        runner.enqueue(dataset(sample("a", 1, 0)), Map.of("filename", "same.tar"));
        runner.enqueue(dataset(sample("b", 1, 0)), Map.of("filename", "same.tar"));
        runner.run(2);

        final String second = runner.getFlowFilesForRelationship(MergeFerDatasets.ORIGINAL).get(1).getAttribute("uuid");
        final String line = runner.getFlowFilesForRelationship(MergeFerDatasets.DUPLICATES).getFirst().getContent();
        assertTrue(line.startsWith(String.format(Locale.ROOT, "{\"dataset\":\"same.tar (%s)\",\"key\":\"b\"", second)), line);
        assertTrue(line.contains("\"duplicateOf\":{\"dataset\":\"same.tar\",\"key\":\"a\""), line);
    }

    @Test
    void testStoppedWorkLeavesItsDatasetsInTheQueue() throws IOException {
        runner = TestRunners.newTestRunner(new MergeFerDatasets() {
            @Override
            protected BinProcessingResult processBin(final Bin bin, final ProcessContext context) {
                updateScheduledFalse();
                return super.processBin(bin, context);
            }
        });
        runner.setProperty(MergeProperties.MINIMUM_ENTRIES, "1");
        runner.setProperty(MergeProperties.MAXIMUM_ENTRIES, "1");
        runner.enqueue(dataset(sample("a", 1, 0)));
        runner.run(1, false);

        assertTransferred(0, 0, 0, 0);
        assertEquals(1, runner.getQueueSize().getObjectCount());
        assertTrue(runner.getLogger().getErrorMessages().isEmpty());
    }

    private void assertTransferred(final int merged, final int duplicates, final int original, final int failure) {
        final Map<Relationship, Integer> expected = Map.of(MergeFerDatasets.MERGED, merged, MergeFerDatasets.DUPLICATES, duplicates, MergeFerDatasets.ORIGINAL, original,
                MergeFerDatasets.FAILURE, failure);
        expected.forEach(runner::assertTransferCount);
    }

    private void assertFailure(final String message) {
        for (final MockFlowFile failed : runner.getFlowFilesForRelationship(MergeFerDatasets.FAILURE)) {
            failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_DATASET");
            assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains(message), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
        }
    }

    private MockFlowFile merged() {
        return runner.getFlowFilesForRelationship(MergeFerDatasets.MERGED).getFirst();
    }

    private List<String> keys() throws IOException {
        final List<String> keys = new ArrayList<>();
        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(merged().toByteArray()), "merged.tar")) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                keys.add(sample.key());
            }
        }

        return keys;
    }

    private static Map<String, String> fragment(final String identifier, final int index, final int count) {
        final Map<String, String> attributes = new HashMap<>(Map.of("filename", String.format(Locale.ROOT, "%s-%d.tar", identifier, index), "fer.source", "drawn"));
        attributes.put(Fragments.IDENTIFIER, identifier);
        attributes.put(Fragments.INDEX, Integer.toString(index));
        attributes.put(Fragments.COUNT, Integer.toString(count));
        attributes.put(Fragments.ORIGINAL_FILENAME, identifier + ".zip.tar");
        return attributes;
    }

    private static byte[] dataset(final Sample... samples) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DatasetWriter writer = new DatasetWriter(bytes)) {
            for (final Sample sample : samples) {
                writer.write(sample);
            }
        }

        return bytes.toByteArray();
    }

    private static Sample sample(final String key, final long image, final long hash) throws IOException {
        return sample(key, image, hash, Expression.FEAR, Split.TRAIN);
    }

    private static Sample sample(final String key, final long image, final long hash, final Expression expression, final Split split) throws IOException {
        final Sample sample = SampleEncoding.PNG.sample(key, DrawnFaces.face(Expression.HAPPINESS, image, 16),
                SampleMetadata.builder(expression).source("drawn").split(split));
        return sample.withMetadata(sample.metadata().toBuilder().perceptualHash(OptionalLong.of(hash)).build());
    }
}
