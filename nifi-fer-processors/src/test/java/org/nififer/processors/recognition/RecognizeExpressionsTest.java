package org.nififer.processors.recognition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.ModelRunner;
import org.nififer.processors.common.StrangePhotos;
import org.nififer.processors.common.TestFiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecognizeExpressionsTest {

    @TempDir
    private Path directory;
    private ModelRunner model;

    @BeforeEach
    void setUp() throws Exception {
        model = new ModelRunner(RecognizeExpressions.class, RecognizeExpressions.MODEL_SERVICE, directory.resolve("model.safetensors"));
    }

    @Test
    void testFacesAndTheirProbabilities() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        model.runner().run();

        final MockFlowFile result = model.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS).getFirst();
        result.assertAttributeEquals("filename", "two.png.json");
        result.assertAttributeEquals("mime.type", "application/json");
        result.assertAttributeEquals(FerAttributes.FACES, "2");
        result.assertAttributeEquals(FerAttributes.DETECTOR, "haar");
        final JsonNode json = new ObjectMapper().readTree(result.getContent());
        assertEquals("two.png", json.path("image").asText());
        assertEquals(TestFiles.modelId(model.file()), json.path("model").asText());
        assertEquals(2, json.path("faces").size());
        final List<String> names = new ArrayList<>();
        json.path("faces").get(0).path("probabilities").fieldNames().forEachRemaining(names::add);
        assertEquals(Expression.all().stream().map(Expression::label).toList(), names);
        model.runner().assertTransferCount(RecognizeExpressions.NO_FACE, 0);
    }

    @Test
    void testFeaturesAreInTheJsonWhereTheyAreAskedFor() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().enqueue(TestFiles.photo());
        model.runner().run();
        model.runner().setProperty(RecognizeExpressions.INCLUDE_FEATURES, "true");
        model.runner().enqueue(TestFiles.photo());
        model.runner().run();

        final List<MockFlowFile> results = model.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS);
        final JsonNode without = new ObjectMapper().readTree(results.getFirst().getContent()).path("faces");
        final JsonNode with = new ObjectMapper().readTree(results.getLast().getContent()).path("faces");
        assertFalse(without.get(0).has("features"));
        assertEquals(8, with.get(0).path("features").size());
        assertFalse(with.get(0).path("features").equals(with.get(1).path("features")));
        assertEquals(without.get(0).path("probabilities").properties().size(), with.get(0).path("probabilities").properties().size());
        assertEquals(without.get(0).path("confidence").asDouble(), with.get(0).path("confidence").asDouble(), 1e-5);
    }

    @Test
    void testAnnotatedIsThePhotoWithDrawings() throws IOException {
        model.runner().addConnection(RecognizeExpressions.ANNOTATED);
        TestFiles.writeModel(model.file(), 1);
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        model.runner().run();

        final MockFlowFile annotated = model.runner().getFlowFilesForRelationship(RecognizeExpressions.ANNOTATED).getFirst();
        annotated.assertAttributeEquals("filename", "two.png.annotated.jpg");
        final RgbImage drawn = ImageCodec.decode(annotated.toByteArray(), "annotated");
        final RgbImage photo = ImageCodec.decode(TestFiles.photo(), "photo");
        int changed = 0;
        for (int pixel = 0; pixel < photo.pixels().length; pixel++) {
            changed += Math.abs(Byte.toUnsignedInt(photo.pixels()[pixel]) - Byte.toUnsignedInt(drawn.pixels()[pixel])) > 80 ? 1 : 0;
        }

        assertTrue(changed > 1000, "Boxes and labels change some pixels beyond what JPEG does: " + changed);
        assertTrue(changed < photo.pixels().length / 4, "The photo stays visible: " + changed);
    }

    @Test
    void testAPhotoLongerThanAnyJpegIsAnnotatedSmaller() throws IOException {
        model.runner().addConnection(RecognizeExpressions.ANNOTATED);
        model.runner().setProperty(FaceDetectorProperties.FACE_DETECTOR, FaceDetectorProperties.Detector.NONE);
        TestFiles.writeModel(model.file(), 1);
        model.runner().enqueue(ImageCodec.encodePng(RgbImage.black(70_000, 100)), Map.of("filename", "long.png"));
        model.runner().run();

        model.runner().assertTransferCount(RecognizeExpressions.SUCCESS, 1);
        final RgbImage annotated = ImageCodec.decode(model.runner().getFlowFilesForRelationship(RecognizeExpressions.ANNOTATED).getFirst().toByteArray(), "annotated");
        assertEquals(65_500, annotated.width());
        assertEquals(94, annotated.height());
    }

    @Test
    void testFacesThatAreTooSmallAreCountedAndGetNoAnswer() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().setProperty(FaceDetectorProperties.SMALLEST_ANSWERED_FACE, "1000");
        model.runner().enqueue(TestFiles.photo());
        model.runner().run();

        model.runner().assertAllFlowFilesTransferred(RecognizeExpressions.NO_FACE, 1);
        final MockFlowFile flowFile = model.runner().getFlowFilesForRelationship(RecognizeExpressions.NO_FACE).getFirst();
        flowFile.assertAttributeEquals(FerAttributes.FACES, "0");
        flowFile.assertAttributeEquals(FerAttributes.FACES_TOO_SMALL, "2");
        flowFile.assertAttributeNotExists(FerAttributes.EXPRESSION);
    }

    @Test
    void testPhotoWithoutFacesIsNoFailure() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        final byte[] photo = TestFiles.photoWithoutFaces();
        model.runner().enqueue(photo, Map.of("filename", "empty.png"));
        model.runner().run();

        model.runner().assertAllFlowFilesTransferred(RecognizeExpressions.NO_FACE, 1);
        final MockFlowFile flowFile = model.runner().getFlowFilesForRelationship(RecognizeExpressions.NO_FACE).getFirst();
        flowFile.assertContentEquals(photo);
        flowFile.assertAttributeEquals(FerAttributes.FACES, "0");
    }

    @Test
    void testWhatIsNoPhotoGoesToFailureUnchanged() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        for (final Map.Entry<String, StrangePhotos.Unreadable> file : StrangePhotos.unreadable().entrySet()) {
            model.runner().enqueue(file.getValue().content(), Map.of("filename", file.getKey()));
        }

        model.runner().run(StrangePhotos.unreadable().size());

        model.runner().assertAllFlowFilesTransferred(RecognizeExpressions.FAILURE, StrangePhotos.unreadable().size());
        for (final MockFlowFile failed : model.runner().getFlowFilesForRelationship(RecognizeExpressions.FAILURE)) {
            final StrangePhotos.Unreadable file = StrangePhotos.unreadable().get(failed.getAttribute("filename"));
            failed.assertContentEquals(file.content());
            failed.assertAttributeEquals(FerAttributes.ERROR_CODE, file.code());
            assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains(failed.getAttribute("filename")), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
        }
    }

    @Test
    void testStrangePhotosAreRecognised() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        for (final Map.Entry<String, byte[]> photo : StrangePhotos.readable().entrySet()) {
            model.runner().enqueue(photo.getValue(), Map.of("filename", photo.getKey()));
        }

        model.runner().run(StrangePhotos.readable().size());

        model.runner().assertAllFlowFilesTransferred(RecognizeExpressions.SUCCESS, StrangePhotos.readable().size());
        for (final MockFlowFile result : model.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS)) {
            result.assertAttributeEquals(FerAttributes.FACES, "1");
        }
    }

    @Test
    void testAttributesLeaveThePhotoAsItIs() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().setProperty(RecognizeExpressions.OUTPUT_STRATEGY, OutputStrategy.ATTRIBUTES);
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        model.runner().run();

        final MockFlowFile result = model.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS).getFirst();
        result.assertContentEquals(TestFiles.photo());
        result.assertAttributeEquals("filename", "two.png");
        result.assertAttributeEquals(FerAttributes.MODEL_ID, TestFiles.modelId(model.file()));
        result.assertAttributeNotExists(FerAttributes.UNCERTAIN_FACES);
        assertEquals(2, result.getAttribute(FerAttributes.EXPRESSIONS).split(",").length);
        for (final String timing : List.of(FerAttributes.DECODE_MILLISECONDS, FerAttributes.DETECT_MILLISECONDS, FerAttributes.CLASSIFY_MILLISECONDS)) {
            assertTrue(Double.parseDouble(result.getAttribute(timing)) > 0, timing);
        }

        double sum = 0;
        for (final Expression expression : Expression.all()) {
            sum += Double.parseDouble(result.getAttribute(FerAttributes.PROBABILITY + expression.label()));
        }

        assertEquals(1, sum, 1e-6);
        result.assertAttributeEquals(FerAttributes.CONFIDENCE, result.getAttribute(FerAttributes.PROBABILITY + result.getAttribute(FerAttributes.EXPRESSION)));
    }

    @Test
    void testRecords() throws Exception {
        TestFiles.writeModel(model.file(), 1);
        writeRecords();
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        model.runner().run();

        final MockFlowFile result = model.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS).getFirst();
        result.assertAttributeEquals("record.count", "2");
        result.assertAttributeEquals("mime.type", "text/lines");
        final List<String> lines = result.getContent().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().startsWith(String.format(Locale.ROOT, "image=two.png;model=%s;detector=haar;face=0;left=", TestFiles.modelId(model.file()))), lines.getFirst());
        assertTrue(lines.getLast().contains(";face=1;"), lines.getLast());
        assertTrue(lines.getFirst().contains(";landmarks=null;expression=" + result.getAttribute(FerAttributes.EXPRESSIONS).split(",")[0]), lines.getFirst());
        assertTrue(lines.getFirst().matches(".*;fear=0\\.\\d+;sadness=0\\.\\d+;.*;contempt=0\\.\\d+;decodeMilliseconds=[0-9.]+;.*"), lines.getFirst());
    }

    @Test
    void testAWriterThatCannotWriteIsNotAskedForEver() throws Exception {
        TestFiles.writeModel(model.file(), 1);
        final LinesRecordSetWriter writer = writeRecords();
        writer.loseSchema();
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));

        model.runner().run(2);
        model.runner().assertQueueNotEmpty();
        model.runner().assertTransferCount(RecognizeExpressions.FAILURE, 0);
        model.runner().run(2);
        model.runner().assertAllFlowFilesTransferred(RecognizeExpressions.FAILURE, 1);
        final MockFlowFile failed = model.runner().getFlowFilesForRelationship(RecognizeExpressions.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "REPEATED_FAILURE");
        failed.assertContentEquals(TestFiles.photo());
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).startsWith("two.png has made the processor fail 3 times, the last time with "
                + "org.apache.nifi.processor.exception.ProcessException: The Record Writer has no schema"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }

    @Test
    void testOnePhotoThatFailsLeavesTheOthersAlone() throws Exception {
        TestFiles.writeModel(model.file(), 1);
        final LinesRecordSetWriter writer = writeRecords();
        writer.refuse("bad.png");
        for (final String name : List.of("bad.png", "a.png", "b.png")) {
            model.runner().enqueue(TestFiles.photo(), Map.of("filename", name));
        }

        model.runner().setProperty(Attempts.MAXIMUM_ATTEMPTS, "1");
        model.runner().run(4);
        model.runner().assertTransferCount(RecognizeExpressions.SUCCESS, 2);
        model.runner().assertTransferCount(RecognizeExpressions.FAILURE, 1);
        model.runner().assertQueueEmpty();
    }

    private LinesRecordSetWriter writeRecords() throws InitializationException {
        final LinesRecordSetWriter writer = new LinesRecordSetWriter();
        model.runner().setProperty(RecognizeExpressions.OUTPUT_STRATEGY, OutputStrategy.RECORDS);
        model.runner().assertNotValid();
        model.runner().addControllerService("writer", writer);
        model.runner().enableControllerService(writer);
        model.runner().setProperty(RecognizeExpressions.RECORD_WRITER, "writer");
        return writer;
    }

    @Test
    void testUncertainPhotosAreRouted() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        assertFalse(model.runner().getProcessor().getRelationships().contains(RecognizeExpressions.UNCERTAIN));
        model.runner().setProperty(RecognizeExpressions.MINIMUM_CONFIDENCE, "1");
        model.runner().addConnection(RecognizeExpressions.ANNOTATED);
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        model.runner().run();

        model.runner().assertTransferCount(RecognizeExpressions.SUCCESS, 0);
        model.runner().assertTransferCount(RecognizeExpressions.ANNOTATED, 1);
        final MockFlowFile result = model.runner().getFlowFilesForRelationship(RecognizeExpressions.UNCERTAIN).getFirst();
        result.assertAttributeEquals(FerAttributes.UNCERTAIN_FACES, "2");
        assertEquals(2, faces(result).size());

        model.runner().setProperty(RecognizeExpressions.MINIMUM_CONFIDENCE, "0.001");
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        model.runner().run();
        model.runner().assertTransferCount(RecognizeExpressions.SUCCESS, 1);
        model.runner().removeProperty(RecognizeExpressions.MINIMUM_CONFIDENCE);
        assertFalse(model.runner().getProcessor().getRelationships().contains(RecognizeExpressions.UNCERTAIN));
    }

    @Test
    void testAModelReplacedByGarbageGoesOn() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        final String id = TestFiles.modelId(model.file());
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "before.png"));
        model.runner().run();
        Files.writeString(model.file(), "garbage");
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "after.png"));
        model.runner().run();

        model.runner().assertAllFlowFilesTransferred(RecognizeExpressions.SUCCESS, 2);
        model.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS).getLast().assertAttributeEquals(FerAttributes.MODEL_ID, id);
    }

    @Test
    void testPhotosWaitForTheModel() throws IOException {
        model.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        model.runner().run();
        model.runner().assertQueueNotEmpty();

        TestFiles.writeModel(model.file(), 1);
        model.runner().run();
        model.runner().assertQueueEmpty();
        model.runner().assertTransferCount(RecognizeExpressions.SUCCESS, 1);
    }

    @Test
    void testConcurrentTasksShareTheModel() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        for (int photo = 0; photo < 8; photo++) {
            model.runner().enqueue(TestFiles.photo(), Map.of("filename", photo + ".png"));
        }

        model.runner().setThreadCount(4);
        model.runner().run(8);

        model.runner().assertTransferCount(RecognizeExpressions.SUCCESS, 8);
        final List<String> faces = model.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS).stream()
                .map(flowFile -> faces(flowFile).toString()).distinct().toList();
        assertEquals(1, faces.size(), "The same photo gives the same faces in every task");
    }

    @Test
    void testYuNetNeedsItsFile() {
        model.runner().setProperty(FaceDetectorProperties.FACE_DETECTOR, FaceDetectorProperties.Detector.YUNET);
        model.runner().assertNotValid();
        model.runner().setProperty(FaceDetectorProperties.YUNET_FILE, directory.resolve("none.onnx").toString());
        model.runner().assertNotValid();
        model.runner().setProperty(FaceDetectorProperties.FACE_DETECTOR, FaceDetectorProperties.Detector.HAAR);
        model.runner().assertValid();
    }

    @Test
    void testVerificationRecognisesADrawnFace() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        final VerifiableProcessor processor = (VerifiableProcessor) model.runner().getProcessor();
        final List<ConfigVerificationResult> results = processor.verify(model.runner().getProcessContext(), model.runner().getLogger(), Map.of());

        assertEquals(ConfigVerificationResult.Outcome.SUCCESSFUL, results.getFirst().getOutcome(), results.toString());
        assertTrue(results.getFirst().getExplanation().contains(TestFiles.modelId(model.file())), results.toString());
    }

    private static JsonNode faces(final MockFlowFile result) {
        try {
            return new ObjectMapper().readTree(result.getContent()).path("faces");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
