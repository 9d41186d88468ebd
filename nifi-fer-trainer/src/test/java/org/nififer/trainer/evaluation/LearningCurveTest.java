package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LearningCurveTest {

    @Test
    void testEpochs() throws IOException {
        final LearningCurve curve = LearningCurve.ofReport(json("""
                {"bestEpoch": 1, "epochs": [{"epoch": 1, "learningRate": 0.1, "trainingLoss": 2, "validationAccuracy": 0.5, "validationF1": 0.4,
                "more": true}]}"""), "report.json");

        assertEquals(new LearningCurve(List.of(new LearningCurve.Epoch(1, 0.1, 2, null, null, 0.5, 0.4)), 1), curve);
    }

    @Test
    void testTrainingAccuracyAndValidationLoss() throws IOException {
        final LearningCurve curve = LearningCurve.ofModel(json("""
                {"bestEpoch": 1, "history": [{"epoch": 1, "learningRate": 0.1, "trainingLoss": 2, "trainingAccuracy": 0.3, "validationLoss": 1.9,
                "validationAccuracy": 0.5, "validationF1": 0.4}]}"""), "model");

        assertEquals(List.of(new LearningCurve.Epoch(1, 0.1, 2, 0.3, 1.9, 0.5, 0.4)), curve.epochs());
    }

    @Test
    void testNoEpochsAreNoCurve() throws IOException {
        assertNull(LearningCurve.ofModel(null, "model"));
        assertNull(LearningCurve.ofReport(json("{\"epochs\": []}"), "report.json"));
        assertNull(LearningCurve.ofModel(json("{\"epochs\": 25}"), "model"), "Older models have no history");
    }

    @Test
    void testAnEpochWithoutItsNumbersIsNamed() throws IOException {
        final JsonNode training = json("{\"epochs\": [{\"epoch\": 1, \"learningRate\": 0.1, \"trainingLoss\": \"NaN\"}]}");

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> LearningCurve.ofReport(training, "report.json"));
        assertEquals("report.json has the epoch {\"epoch\":1,\"learningRate\":0.1,\"trainingLoss\":\"NaN\"} without a number trainingLoss; "
                + "expected epochs as a training run writes them", exception.getMessage());
    }

    private static JsonNode json(final String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
