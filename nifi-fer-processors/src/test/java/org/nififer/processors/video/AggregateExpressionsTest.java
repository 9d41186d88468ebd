package org.nififer.processors.video;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.face.Face;
import org.nififer.model.Classification;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.recognition.LinesRecordSetWriter;
import org.nififer.processors.recognition.ResultAttributes;
import org.nififer.recognition.Recognition;
import org.nififer.recognition.Recognition.RecognizedFace;
import org.nififer.recognition.Recognition.Timings;
import org.nififer.recognition.RecognitionJson;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AggregateExpressionsTest {

    private TestRunner runner;

    @BeforeEach
    void setUp() {
        runner = TestRunners.newTestRunner(AggregateExpressions.class);
        runner.setProperty(AggregateExpressions.SMOOTHING_WINDOW, "0 sec");
        runner.setProperty(AggregateExpressions.MINIMUM_DURATION, "0 sec");
    }

    @Test
    void testFramesComeInAnyOrderAndTwoVideosMixed() throws IOException {
        enqueue("a", 2, 3, 1000, Expression.SURPRISE);
        enqueue("b", 0, 1, 0, Expression.FEAR);
        enqueue("a", 0, 3, 0, Expression.HAPPINESS);
        runner.run(2, false);
        runner.assertTransferCount(AggregateExpressions.SUCCESS, 1);

        enqueue("a", 1, 3, 500, Expression.HAPPINESS);
        runner.run(2);

        runner.assertTransferCount(AggregateExpressions.SUCCESS, 2);
        runner.assertTransferCount(AggregateExpressions.ORIGINAL, 4);
        runner.assertTransferCount(AggregateExpressions.FAILURE, 0);
        final MockFlowFile result = runner.getFlowFilesForRelationship(AggregateExpressions.SUCCESS).stream()
                .filter(rows -> rows.getAttribute("filename").startsWith("a.mp4")).findFirst().orElseThrow();
        assertEquals(List.of("a.mp4 1 happiness 0-500 2", "a.mp4 1 surprise 1000-1000 1"), rows(result));
        result.assertAttributeEquals("filename", "a.mp4.expressions.jsonl");
        result.assertAttributeEquals("mime.type", "application/jsonl");
        result.assertAttributeEquals("record.count", "2");
        result.assertAttributeEquals(FerAttributes.VIDEO_FRAMES, "3");
        result.assertAttributeEquals(FerAttributes.VIDEO_PEOPLE, "1");
        result.assertAttributeEquals(FerAttributes.VIDEO_DURATION, "1500");
        for (final String attribute : List.of("fragment.index", "fragment.count", "fragment.identifier", FerAttributes.VIDEO_TIMESTAMP, FerAttributes.FACES, "fer.face.left")) {
            result.assertAttributeNotExists(attribute);
        }

        runner.getFlowFilesForRelationship(AggregateExpressions.ORIGINAL).stream().filter(frame -> "a".equals(frame.getAttribute("fragment.identifier")))
                .forEach(frame -> frame.assertAttributeEquals("merge.uuid", result.getAttribute("uuid")));
        assertTrue(runner.getProvenanceEvents().stream().anyMatch(event -> event.getEventType() == ProvenanceEventType.JOIN && event.getParentUuids().size() == 3));
    }

    @Test
    void testAPhotoFromNoFaceIsAFrame() throws IOException {
        enqueue("a", 0, 3, 0, Expression.ANGER);
        final Map<String, String> attributes = attributes("a", 1, 3, 500);
        attributes.put(FerAttributes.FACES, "0");
        runner.enqueue(new byte[] {(byte) 0xFF, (byte) 0xD8}, attributes);
        enqueue("a", 2, 3, 1000, Expression.ANGER);
        runner.run(2);

        assertEquals(List.of("a.mp4 1 anger 0-1000 2"), rows(runner.getFlowFilesForRelationship(AggregateExpressions.SUCCESS).getFirst()));
    }

    @Test
    void testAVideoWithoutFacesHasNoRows() {
        final Map<String, String> attributes = attributes("a", 0, 1, 0);
        attributes.put(FerAttributes.FACES, "0");
        runner.enqueue("photo", attributes);
        runner.run(2);

        final MockFlowFile result = runner.getFlowFilesForRelationship(AggregateExpressions.SUCCESS).getFirst();
        result.assertContentEquals("");
        result.assertAttributeEquals("record.count", "0");
        result.assertAttributeEquals(FerAttributes.VIDEO_PEOPLE, "0");
    }

    @Test
    void testSettingsReachTheAggregation() throws IOException {
        runner.setProperty(AggregateExpressions.SMOOTHING_WINDOW, "2 sec");
        runner.setProperty(AggregateExpressions.MAXIMUM_GAP, "400 ms");
        for (int index = 0; index < 4; index++) {
            enqueue("a", index, 6, index * 200, index == 1 ? Expression.DISGUST : Expression.NEUTRAL);
        }

        final Map<String, String> without = attributes("a", 4, 6, 800);
        without.put(FerAttributes.FACES, "0");
        runner.enqueue("photo", without);
        enqueue("a", 5, 6, 1200, Expression.NEUTRAL);

        runner.run(2);

        assertEquals(List.of("a.mp4 1 neutral 0-600 4", "a.mp4 2 neutral 1200-1200 1"), rows(runner.getFlowFilesForRelationship(AggregateExpressions.SUCCESS).getFirst()));
    }

    @Test
    void testRecords() throws Exception {
        final LinesRecordSetWriter writer = new LinesRecordSetWriter();
        runner.addControllerService("writer", writer);
        runner.enableControllerService(writer);
        runner.setProperty(AggregateExpressions.RECORD_WRITER, "writer");
        enqueue("a", 0, 1, 700, Expression.CONTEMPT);
        runner.run(2);

        final MockFlowFile result = runner.getFlowFilesForRelationship(AggregateExpressions.SUCCESS).getFirst();
        result.assertAttributeEquals("filename", "a.mp4.expressions");
        result.assertAttributeEquals("mime.type", "text/lines");
        result.assertAttributeEquals("record.count", "1");
        result.assertContentEquals("video=a.mp4;person=1;start=700;end=700;frames=1;left=10.0;top=20.0;width=30.0;height=40.0;expression=contempt;confidence=0.8;"
                + "fear=null;sadness=null;happiness=null;anger=null;disgust=null;surprise=null;neutral=0.2;contempt=0.8;model=m;\n");
    }

    @Test
    void testAWriterWithoutSchemaLeavesTheFramesInTheQueue() throws Exception {
        final LinesRecordSetWriter writer = new LinesRecordSetWriter();
        runner.addControllerService("writer", writer);
        runner.enableControllerService(writer);
        runner.setProperty(AggregateExpressions.RECORD_WRITER, "writer");
        writer.loseSchema();
        enqueue("a", 0, 1, 700, Expression.CONTEMPT);
        runner.run(2);

        runner.assertTransferCount(AggregateExpressions.FAILURE, 0);
        runner.assertTransferCount(AggregateExpressions.SUCCESS, 0);
        assertEquals(1, runner.getQueueSize().getObjectCount());
    }

    @Test
    void testAWriterThatRefusesARecordIsNotTriedAgainAtOnce() throws Exception {
        final LinesRecordSetWriter writer = new LinesRecordSetWriter();
        runner.addControllerService("writer", writer);
        runner.enableControllerService(writer);
        runner.setProperty(AggregateExpressions.RECORD_WRITER, "writer");
        writer.refuse("");
        enqueue("a", 0, 1, 700, Expression.CONTEMPT);
        runner.run();

        runner.assertTransferCount(AggregateExpressions.FAILURE, 0);
        runner.assertTransferCount(AggregateExpressions.SUCCESS, 0);
        assertEquals(1, runner.getQueueSize().getObjectCount());
        assertTrue(((MockProcessContext) runner.getProcessContext()).isYieldCalled());

        runner.run(8);
        runner.assertAllFlowFilesTransferred(AggregateExpressions.FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(AggregateExpressions.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "REPEATED_FAILURE");
        final String message = failed.getAttribute(FerAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("has made the processor fail 3 times, the last time with "), message);
    }

    @Test
    void testMissingFramesGoToFailureWhenTheBinIsOld() throws Exception {
        runner.setProperty(AggregateExpressions.MAXIMUM_BIN_AGE, "1 sec");
        enqueue("a", 0, 3, 0, Expression.ANGER);
        enqueue("a", 2, 3, 1000, Expression.ANGER);
        runner.run(1, false);
        runner.assertTransferCount(AggregateExpressions.FAILURE, 0);
        Thread.sleep(1200);
        runner.run(2);

        assertFailure(2, "2 of 3 parts of the video with fragment.identifier a have come: those with fragment.index [0, 2]; the others are missing");
    }

    @Test
    void testTheOldestVideoFailsWhereThereAreTooMany() throws IOException {
        runner.setProperty(AggregateExpressions.MAXIMUM_BINS, "2");
        enqueue("a", 0, 2, 0, Expression.ANGER);
        runner.run(1, false);
        enqueue("b", 0, 2, 0, Expression.ANGER);
        runner.run(1, false);
        enqueue("c", 0, 2, 0, Expression.ANGER);
        runner.run(2, false);

        assertFailure(1, "1 of 2 parts of the video with fragment.identifier a have come: those with fragment.index [0]; the others are missing");
    }

    @Test
    void testAFrameWithoutTime() throws IOException {
        final Map<String, String> attributes = attributes("a", 0, 1, 0);
        attributes.remove(FerAttributes.VIDEO_TIMESTAMP);
        runner.enqueue("{}", attributes);
        runner.run(2);

        assertFailure(1, "a.mp4.frame-0.jpg.json has fer.video.timestamp 'null'; expected the milliseconds after the start of the video, as ExtractVideoFrames writes them");
    }

    @Test
    void testAPhotoInsteadOfJson() throws IOException {
        enqueue("a", 0, 2, 0, Expression.ANGER);
        runner.enqueue(new byte[] {(byte) 0xFF, (byte) 0xD8}, attributes("a", 1, 2, 500));
        runner.run(2);

        runner.assertTransferCount(AggregateExpressions.FAILURE, 2);
        runner.getFlowFilesForRelationship(AggregateExpressions.FAILURE).forEach(frame -> assertTrue(frame.getAttribute(FerAttributes.ERROR_MESSAGE)
                .startsWith("a.mp4.frame-1.jpg.json is not the JSON of the faces of a photo: "), frame.getAttribute(FerAttributes.ERROR_MESSAGE)));
    }

    @Test
    void testAFlowFileThatIsNoFrame() {
        runner.enqueue("{}", Map.of("filename", "x.json"));
        runner.run(2);

        assertFailure(1, "x.json has fragment.count 'null'; expected a whole number");
    }

    private void assertFailure(final int frames, final String message) {
        runner.assertAllFlowFilesTransferred(AggregateExpressions.FAILURE, frames);
        for (final MockFlowFile frame : runner.getFlowFilesForRelationship(AggregateExpressions.FAILURE)) {
            frame.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_VIDEO");
            frame.assertAttributeEquals(FerAttributes.ERROR_MESSAGE, message);
        }
    }

    private void enqueue(final String video, final int index, final int count, final long milliseconds, final Expression expression) {
        final Classification classification = new Classification(Map.of(expression, 0.8, expression == Expression.NEUTRAL ? Expression.SADNESS : Expression.NEUTRAL, 0.2));
        final Recognition recognition = new Recognition("m", false, "haar", List.of(new RecognizedFace(new Face(new BoundingBox(10, 20, 30, 40), 1), classification, new float[0])),
                List.of(), new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO));
        final Map<String, String> attributes = attributes(video, index, count, milliseconds);
        attributes.putAll(ResultAttributes.of(recognition));
        runner.enqueue(RecognitionJson.write("frame", recognition), attributes);
    }

    private static Map<String, String> attributes(final String video, final int index, final int count, final long milliseconds) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put("filename", String.format(Locale.ROOT, "%s.mp4.frame-%d.jpg.json", video, index));
        attributes.put("fragment.identifier", video);
        attributes.put("fragment.index", Integer.toString(index));
        attributes.put("fragment.count", Integer.toString(count));
        attributes.put("segment.original.filename", video + ".mp4");
        attributes.put(FerAttributes.VIDEO_TIMESTAMP, Long.toString(milliseconds));
        attributes.put(FerAttributes.VIDEO_DURATION, "1500");
        return attributes;
    }

    private static List<String> rows(final MockFlowFile result) throws IOException {
        final List<String> rows = new ArrayList<>();
        for (final String line : result.getContent().lines().toList()) {
            final JsonNode row = new ObjectMapper().readTree(line);
            rows.add(String.format(Locale.ROOT, "%s %d %s %d-%d %d", row.path("video").asText(), row.path("person").asInt(), row.path("expression").asText(),
                    row.path("start").asLong(),
                    row.path("end").asLong(), row.path("frames").asInt()));
        }

        return rows;
    }
}
