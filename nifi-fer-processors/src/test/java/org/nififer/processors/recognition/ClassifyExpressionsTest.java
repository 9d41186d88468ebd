package org.nififer.processors.recognition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.onnx.TestGraphs;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.ModelRunner;
import org.nififer.processors.common.StrangePhotos;
import org.nififer.processors.common.TestFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClassifyExpressionsTest {

    /** In bfloat16, which CPUs that have it use, another batch may round otherwise; two faces differ by more. */
    private static final double SAME = 3e-4;

    @TempDir
    private Path directory;
    private ModelRunner model;

    @BeforeEach
    void setUp() throws Exception {
        model = new ModelRunner(ClassifyExpressions.class, ClassifyExpressions.MODEL_SERVICE, directory.resolve("model.safetensors"));
    }

    @Test
    void testAttributesTellTheExpression() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        final byte[] face = face(1);
        model.runner().enqueue(face, Map.of("filename", "face.png"));
        model.runner().run();

        model.runner().assertAllFlowFilesTransferred(ClassifyExpressions.SUCCESS, 1);
        final MockFlowFile result = model.runner().getFlowFilesForRelationship(ClassifyExpressions.SUCCESS).getFirst();
        result.assertContentEquals(face);
        result.assertAttributeEquals("filename", "face.png");
        result.assertAttributeEquals(FerAttributes.MODEL_ID, TestFiles.modelId(model.file()));
        assertNotNull(result.getAttribute(FerAttributes.CLASSIFY_MILLISECONDS));
        result.assertAttributeEquals(FerAttributes.CONFIDENCE, result.getAttribute(FerAttributes.PROBABILITY + result.getAttribute(FerAttributes.EXPRESSION)));
        assertEquals(1, Expression.all().stream().mapToDouble(expression -> probability(result, expression)).sum(), 1e-6);
    }

    @Test
    void testJson() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().setProperty(ClassifyExpressions.OUTPUT_STRATEGY, OutputStrategy.JSON);
        model.runner().enqueue(face(1), Map.of("filename", "face.png"));
        model.runner().run();

        final MockFlowFile result = model.runner().getFlowFilesForRelationship(ClassifyExpressions.SUCCESS).getFirst();
        result.assertAttributeEquals("filename", "face.png.json");
        result.assertAttributeEquals("mime.type", "application/json");
        final JsonNode json = new ObjectMapper().readTree(result.getContent());
        assertEquals("face.png", json.path("image").asText());
        assertEquals(TestFiles.modelId(model.file()), json.path("model").asText());
        assertEquals(result.getAttribute(FerAttributes.EXPRESSION), json.path("expression").asText());
        assertEquals(8, json.path("probabilities").size());
    }

    @Test
    void testTheBatchIsBoundedByCountAndBytes() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().setProperty(ClassifyExpressions.BATCH_SIZE, "3");
        enqueueFaces(8);
        model.runner().run();
        model.runner().assertTransferCount(ClassifyExpressions.SUCCESS, 3);

        model.runner().setProperty(ClassifyExpressions.BATCH_SIZE, "100");
        model.runner().setProperty(ClassifyExpressions.BATCH_DATA_SIZE, "1 B");
        model.runner().run();
        model.runner().assertTransferCount(ClassifyExpressions.SUCCESS, 4);

        model.runner().setProperty(ClassifyExpressions.BATCH_DATA_SIZE, "1 MB");
        model.runner().run();
        model.runner().assertTransferCount(ClassifyExpressions.SUCCESS, 8);
        model.runner().assertQueueEmpty();
    }

    @Test
    void testBatchesGiveWhatSingleImagesGive() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        enqueueFaces(6);
        model.runner().run();
        final Map<String, MockFlowFile> together = new HashMap<>();
        model.runner().getFlowFilesForRelationship(ClassifyExpressions.SUCCESS).forEach(face -> together.put(face.getAttribute("filename"), face));
        model.runner().clearTransferState();
        model.runner().setProperty(ClassifyExpressions.BATCH_SIZE, "1");
        enqueueFaces(6);
        model.runner().run(6);

        final List<MockFlowFile> single = model.runner().getFlowFilesForRelationship(ClassifyExpressions.SUCCESS);
        assertEquals(6, together.size());
        assertEquals(6, single.size());
        single.forEach(face -> assertSameProbabilities(together.get(face.getAttribute("filename")), face));
    }

    @Test
    void testABadImageLeavesTheRestOfItsBatchAlone() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        for (final Map.Entry<String, StrangePhotos.Unreadable> file : StrangePhotos.unreadable().entrySet()) {
            model.runner().enqueue(face(1), Map.of("filename", "good.png"));
            model.runner().enqueue(file.getValue().content(), Map.of("filename", file.getKey()));
        }

        model.runner().run();

        final int files = StrangePhotos.unreadable().size();
        final List<MockFlowFile> good = model.runner().getFlowFilesForRelationship(ClassifyExpressions.SUCCESS);
        assertEquals(files, good.size());
        good.forEach(result -> assertSameProbabilities(good.getFirst(), result));
        final List<MockFlowFile> failed = model.runner().getFlowFilesForRelationship(ClassifyExpressions.FAILURE);
        assertEquals(files, failed.size());
        for (final MockFlowFile flowFile : failed) {
            final StrangePhotos.Unreadable file = StrangePhotos.unreadable().get(flowFile.getAttribute("filename"));
            flowFile.assertAttributeEquals(FerAttributes.ERROR_CODE, file.code());
            flowFile.assertContentEquals(file.content());
        }
    }

    /** A model whose computation breaks on a white image, and with it on every batch that has one. */
    @Test
    void testAnImageThatBreaksTheComputationLeavesTheRestOfItsBatchAlone() throws Exception {
        final Path onnx = Files.write(directory.resolve("fragile.onnx"), TestGraphs.failingForWhite(4));
        Files.writeString(directory.resolve("fragile.json"), """
                {"labels": ["happiness", "anger", "sadness"], "imageSize": 4, "layout": "nchw", "colour": "rgb", "mean": [0, 0, 0], "std": [1, 1, 1], "outputs": "logits"}""");
        final ModelRunner fragile = new ModelRunner(ClassifyExpressions.class, ClassifyExpressions.MODEL_SERVICE, onnx);
        final byte[] white = new byte[4 * 4 * 3];
        Arrays.fill(white, (byte) 0xFF);
        fragile.runner().enqueue(ImageCodec.encodePng(RgbImage.black(4, 4)), Map.of("filename", "a.png"));
        fragile.runner().enqueue(ImageCodec.encodePng(new RgbImage(4, 4, white)), Map.of("filename", "white.png"));
        fragile.runner().enqueue(ImageCodec.encodePng(RgbImage.black(4, 4)), Map.of("filename", "b.png"));
        fragile.runner().run();

        assertEquals(List.of("a.png", "b.png"),
                fragile.runner().getFlowFilesForRelationship(ClassifyExpressions.SUCCESS).stream().map(image -> image.getAttribute("filename")).toList());
        assertEquals(1, fragile.runner().getQueueSize().getObjectCount());
        fragile.runner().assertPenalizeCount(1);
        fragile.runner().run(3);
        fragile.runner().assertQueueEmpty();
        final MockFlowFile failed = fragile.runner().getFlowFilesForRelationship(ClassifyExpressions.FAILURE).getFirst();
        failed.assertAttributeEquals(FerAttributes.ERROR_CODE, "REPEATED_FAILURE");
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).startsWith("white.png has made the processor fail 3 times"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }

    @Test
    void testStrangeImagesAreClassified() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        for (final Map.Entry<String, byte[]> photo : StrangePhotos.readable().entrySet()) {
            model.runner().enqueue(photo.getValue(), Map.of("filename", photo.getKey()));
        }

        model.runner().run();

        model.runner().assertAllFlowFilesTransferred(ClassifyExpressions.SUCCESS, StrangePhotos.readable().size());
    }

    @Test
    void testUncertainImagesAreRouted() throws IOException {
        TestFiles.writeModel(model.file(), 1);
        model.runner().setProperty(ClassifyExpressions.MINIMUM_CONFIDENCE, "1");
        enqueueFaces(2);
        model.runner().run();
        model.runner().assertAllFlowFilesTransferred(ClassifyExpressions.UNCERTAIN, 2);

        model.runner().clearTransferState();
        model.runner().setProperty(ClassifyExpressions.MINIMUM_CONFIDENCE, "0");
        enqueueFaces(2);
        model.runner().run();
        model.runner().assertAllFlowFilesTransferred(ClassifyExpressions.SUCCESS, 2);
    }

    @Test
    void testImagesWaitForTheModel() throws IOException {
        enqueueFaces(3);
        model.runner().run();
        assertEquals(3, model.runner().getQueueSize().getObjectCount());

        TestFiles.writeModel(model.file(), 1);
        model.runner().run();
        model.runner().assertAllFlowFilesTransferred(ClassifyExpressions.SUCCESS, 3);
    }

    @Test
    void testCroppedFacesHaveTheExpressionsThatPhotosGive() throws Exception {
        TestFiles.writeModel(model.file(), 1);
        final ModelRunner recognize = new ModelRunner(RecognizeExpressions.class, RecognizeExpressions.MODEL_SERVICE, model.file());
        recognize.runner().enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        recognize.runner().run();
        final JsonNode faces = new ObjectMapper().readTree(recognize.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS).getFirst().getContent()).path("faces");

        final TestRunner crop = TestRunners.newTestRunner(CropFaces.class);
        crop.setProperty(FaceDetectorProperties.IMAGE_SIZE, Integer.toString(TestFiles.MODEL_IMAGE_SIZE));
        crop.enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        crop.run();
        crop.getFlowFilesForRelationship(CropFaces.FACES).forEach(model.runner()::enqueue);
        model.runner().run();

        final List<MockFlowFile> classified = model.runner().getFlowFilesForRelationship(ClassifyExpressions.SUCCESS);
        assertEquals(2, faces.size());
        assertEquals(2, classified.size());
        for (final MockFlowFile face : classified) {
            final int index = Integer.parseInt(face.getAttribute("fragment.index"));
            face.assertAttributeEquals(FerAttributes.FACE_LEFT, faces.get(index).path("box").path("left").asText());
            face.assertAttributeEquals(FerAttributes.EXPRESSION, faces.get(index).path("expression").asText());
            for (final Map.Entry<String, JsonNode> expected : faces.get(index).path("probabilities").properties()) {
                assertEquals(expected.getValue().asDouble(), probability(face, Expression.ofLabel(expected.getKey())), SAME);
            }
        }
    }

    @Test
    void testVerificationClassifiesADrawnFace() throws IOException {
        final VerifiableProcessor processor = (VerifiableProcessor) model.runner().getProcessor();
        final List<ConfigVerificationResult> missing = processor.verify(model.runner().getProcessContext(), model.runner().getLogger(), Map.of());
        assertEquals(ConfigVerificationResult.Outcome.FAILED, missing.getFirst().getOutcome());

        TestFiles.writeModel(model.file(), 1);
        final List<ConfigVerificationResult> results = processor.verify(model.runner().getProcessContext(), model.runner().getLogger(), Map.of());
        assertEquals(ConfigVerificationResult.Outcome.SUCCESSFUL, results.getFirst().getOutcome(), results.toString());
        assertTrue(results.getFirst().getExplanation().contains(TestFiles.modelId(model.file())), results.toString());
    }

    private void enqueueFaces(final int count) {
        for (int number = 0; number < count; number++) {
            model.runner().enqueue(face(number), Map.of("filename", number + ".png"));
        }
    }

    private static byte[] face(final int number) {
        return ImageCodec.encodePng(DrawnFaces.face(Expression.ofId(number % 8), number, 48));
    }

    private static void assertSameProbabilities(final MockFlowFile expected, final MockFlowFile actual) {
        Expression.all().forEach(expression -> assertEquals(probability(expected, expression), probability(actual, expression), SAME));
    }

    private static double probability(final MockFlowFile face, final Expression expression) {
        return Double.parseDouble(face.getAttribute(FerAttributes.PROBABILITY + expression.label()));
    }
}
