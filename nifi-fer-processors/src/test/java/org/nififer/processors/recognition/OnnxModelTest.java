package org.nififer.processors.recognition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Split;
import org.nififer.image.ImageCodec;
import org.nififer.model.OnnxExport;
import org.nififer.model.OnnxModelFile;
import org.nififer.onnx.TestGraphs;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.ModelRunner;
import org.nififer.processors.common.TestFiles;
import org.nififer.processors.training.EvaluateFerModel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * ONNX models in the processors: one of ours that was exported, and a peer with seven classes.
 */
class OnnxModelTest {

    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void testAnExportedModel() throws Exception {
        TestFiles.writeModel(directory.resolve("source.safetensors"), 1);
        final Path model = directory.resolve("model.onnx");
        OnnxExport.export(directory.resolve("source.safetensors"), model);
        recognizeAndEvaluate(model, 8);
    }

    @Test
    void testMiniXception() throws Exception {
        final Path peer = Path.of(System.getProperty("fer.data", "missing"), "models", "mini_xception_fer2013.onnx");
        Assumptions.assumeTrue(Files.exists(peer), () -> String.format(Locale.ROOT, "%s is not there", peer));
        final Path model = Files.copy(peer, directory.resolve("peer.onnx"));
        Files.writeString(OnnxModelFile.descriptionFile(model), """
                {"labels": ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"], "imageSize": 64, "layout": "nchw", "colour": "grey",
                 "divisor": 127.5, "mean": [1], "std": [1], "outputs": "probabilities"}""");
        recognizeAndEvaluate(model, 7);
    }

    @Test
    void testAnImageWithoutNumbersFailsAlone() throws Exception {
        final Path model = Files.write(directory.resolve("model.onnx"), TestGraphs.logarithmsOfMeans(4));
        Files.writeString(OnnxModelFile.descriptionFile(model), """
                {"labels": ["happiness", "anger", "sadness"], "imageSize": 4, "layout": "nchw", "colour": "rgb", "mean": [0, 0, 0], "std": [1, 1, 1], "outputs": "logits"}""");
        final byte[] black = ImageCodec.encodePng(RgbImage.black(8, 8));
        final ModelRunner classification = new ModelRunner(ClassifyExpressions.class, ClassifyExpressions.MODEL_SERVICE, model);
        classification.runner().enqueue(TestFiles.photo(), Map.of("filename", "photo.png"));
        classification.runner().enqueue(black, Map.of("filename", "black.png"));
        classification.runner().run();
        classification.runner().assertTransferCount(ClassifyExpressions.SUCCESS, 1);
        assertNoNumbers("black.png", classification.runner().getFlowFilesForRelationship(ClassifyExpressions.FAILURE));

        final ModelRunner recognition = new ModelRunner(RecognizeExpressions.class, RecognizeExpressions.MODEL_SERVICE, model);
        recognition.runner().setProperty(FaceDetectorProperties.FACE_DETECTOR, FaceDetectorProperties.Detector.NONE);
        recognition.runner().enqueue(black, Map.of("filename", "black.png"));
        recognition.runner().run();
        assertNoNumbers("face 1 of black.png", recognition.runner().getFlowFilesForRelationship(RecognizeExpressions.FAILURE));
    }

    private static void assertNoNumbers(final String name, final List<MockFlowFile> failed) {
        assertEquals(1, failed.size());
        failed.getFirst().assertAttributeEquals(FerAttributes.ERROR_CODE, "INVALID_MODEL");
        assertTrue(failed.getFirst().getAttribute(FerAttributes.ERROR_MESSAGE).contains("gives NaN or infinite outputs for " + name));
    }

    private void recognizeAndEvaluate(final Path model, final int classes) throws Exception {
        final String id = OnnxModelFile.read(model).id();
        final ModelRunner recognition = new ModelRunner(RecognizeExpressions.class, RecognizeExpressions.MODEL_SERVICE, model);
        recognition.runner().enqueue(TestFiles.photo(), Map.of("filename", "photo.png"));
        recognition.runner().run();
        final MockFlowFile faces = recognition.runner().getFlowFilesForRelationship(RecognizeExpressions.SUCCESS).getFirst();
        faces.assertAttributeEquals(FerAttributes.MODEL_ID, id);
        final JsonNode face = mapper.readTree(faces.getContent()).path("faces").get(0);
        assertEquals(classes, face.path("probabilities").size());

        final ModelRunner evaluation = new ModelRunner(EvaluateFerModel.class, EvaluateFerModel.MODEL_SERVICE, model);
        evaluation.runner().enqueue(TestFiles.dataset(1, Split.TEST), Map.of("filename", "faces.tar"));
        evaluation.runner().run();
        final MockFlowFile metrics = evaluation.runner().getFlowFilesForRelationship(EvaluateFerModel.METRICS).getFirst();
        metrics.assertAttributeEquals(FerAttributes.MODEL_ID, id);
        assertEquals(8, mapper.readTree(metrics.getContent()).path("samples").asInt());
    }
}
