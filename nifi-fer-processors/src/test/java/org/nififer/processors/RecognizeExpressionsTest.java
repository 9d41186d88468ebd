package org.nififer.processors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.TestFiles;
import org.nififer.core.Expression;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.image.RgbImage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    void testBrokenPhotosGoToFailureUnchanged() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        final byte[] truncated = Arrays.copyOf(TestFiles.photo(), 5000);
        model.runner().enqueue(truncated, Map.of("filename", "truncated.png"));
        model.runner().enqueue(new byte[0], Map.of("filename", "empty.jpg"));
        model.runner().enqueue("a letter", Map.of("filename", "letter.txt"));
        model.runner().run(3);

        model.runner().assertAllFlowFilesTransferred(RecognizeExpressions.FAILURE, 3);
        for (final MockFlowFile failed : model.runner().getFlowFilesForRelationship(RecognizeExpressions.FAILURE)) {
            failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_IMAGE");
            assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains(failed.getAttribute("filename")), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
        }

        model.runner().getFlowFilesForRelationship(RecognizeExpressions.FAILURE).getFirst().assertContentEquals(truncated);
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
                .map(flowFile -> flowFile.getContent().replaceAll("\"image\":\"\\d", "")).distinct().toList();
        assertEquals(1, faces.size(), "The same photo gives the same faces in every task");
    }

    @Test
    void testYuNetNeedsItsFile() {
        model.runner().setProperty(FaceDetectorProperties.FACE_DETECTOR, FaceDetectorChoice.YUNET);
        model.runner().assertNotValid();
        model.runner().setProperty(FaceDetectorProperties.YUNET_FILE, directory.resolve("none.onnx").toString());
        model.runner().assertNotValid();
        model.runner().setProperty(FaceDetectorProperties.FACE_DETECTOR, FaceDetectorChoice.HAAR);
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
}
