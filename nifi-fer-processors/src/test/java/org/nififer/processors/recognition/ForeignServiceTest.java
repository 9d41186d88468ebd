package org.nififer.processors.recognition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Split;
import org.nififer.image.ImageCodec;
import org.nififer.processors.common.AbstractModelProcessor;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.TestFiles;
import org.nififer.processors.training.EvaluateFerModel;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What needs a model takes anybody's.
 */
class ForeignServiceTest {

    private final ForeignService service = new ForeignService();

    @Test
    void testPhotosAreRecognized() throws Exception {
        final TestRunner runner = runner(RecognizeExpressions.class);
        runner.enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        runner.run();

        final JsonNode json = new ObjectMapper().readTree(runner.getFlowFilesForRelationship(RecognizeExpressions.SUCCESS).getFirst().getContent());
        assertEquals("brightness", json.path("model").asText());
        assertEquals(2, json.path("faces").size());
        for (final JsonNode face : json.path("faces")) {
            assertEquals(2, face.path("probabilities").size());
            final double happy = face.at("/probabilities/happiness").asDouble();
            assertEquals(happy > 0.5 ? "happiness" : "sadness", face.path("expression").asText());
            assertEquals(1, happy + face.at("/probabilities/sadness").asDouble(), 1e-9);
        }

        // No more crops than it computes together, each as large as it wants them.
        assertEquals(List.of(1, 1), service.calls.stream().map(List::size).toList());
        assertEquals(32, service.calls.getFirst().getFirst().width());
        assertEquals(0, service.lent);
    }

    @Test
    void testFacesAreClassified() throws Exception {
        final TestRunner runner = runner(ClassifyExpressions.class);
        final byte[] grey = new byte[8 * 8 * 3];
        Arrays.fill(grey, (byte) 51);
        runner.enqueue(ImageCodec.encodePng(new RgbImage(8, 8, grey)), Map.of("filename", "grey.png"));
        runner.enqueue(ImageCodec.encodePng(RgbImage.black(8, 8)), Map.of("filename", "black.png"));
        runner.run();

        final MockFlowFile classified = runner.getFlowFilesForRelationship(ClassifyExpressions.SUCCESS).getFirst();
        classified.assertAttributeEquals(FerAttributes.EXPRESSION, "sadness");
        classified.assertAttributeEquals(FerAttributes.CONFIDENCE, "0.8");
        classified.assertAttributeEquals(FerAttributes.MODEL_ID, "brightness");
        runner.getFlowFilesForRelationship(ClassifyExpressions.FAILURE).getFirst().assertAttributeEquals(FerAttributes.ERROR_MESSAGE,
                "Model brightness gives NaN or infinite outputs for black.png; a higher precision may help");
        assertEquals(0, service.lent);
    }

    @Test
    void testItsModelIsMeasured() throws Exception {
        final TestRunner runner = runner(EvaluateFerModel.class);
        runner.enqueue(TestFiles.dataset(2, Split.TEST), Map.of("filename", "faces.tar"));
        runner.run();

        final MockFlowFile metrics = runner.getFlowFilesForRelationship(EvaluateFerModel.METRICS).getFirst();
        metrics.assertAttributeEquals(FerAttributes.MODEL_ID, "brightness");
        final JsonNode json = new ObjectMapper().readTree(metrics.getContent());
        assertEquals(16, json.path("samples").asInt());
        assertEquals("unknown", json.at("/model/variant").asText());
        assertTrue(json.path("warnings").toString().contains("The model has no output for fear"), json.toString());
        assertEquals(0, service.lent);
    }

    @Test
    void testWhoAnswersInOtherWordsIsWaitedFor() throws InitializationException, IOException {
        service.expressions = List.of("joy", "sadness");
        final TestRunner runner = runner(RecognizeExpressions.class);
        runner.enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        runner.run();

        runner.assertQueueNotEmpty();
        final String warning = runner.getLogger().getWarnMessages().getFirst().getMsg();
        assertTrue(warning.contains("Model brightness of the service cannot be used: 'joy' is not an expression"), warning);
        assertEquals(0, service.lent);
    }

    private TestRunner runner(final Class<? extends Processor> processor) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        runner.addControllerService("foreign", service);
        runner.enableControllerService(service);
        runner.setProperty(AbstractModelProcessor.MODEL_SERVICE, "foreign");
        return runner;
    }
}
