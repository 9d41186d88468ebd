package org.nififer.trainer.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.nififer.network.NetworkPreset;
import org.nififer.network.Precision;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingSettingsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void testWithoutCalibrationTheJsonAndSoTheRunIdIsThatOfEarlierVersions() {
        final TrainingSettings settings = TrainingSettings.of(NetworkPreset.SWIN_MINI.configuration(), OptimizerKind.SAM, 25, 16, 0.01, 0, Precision.FP32,
                TrainingAugmentation.FLIP_ROTATE);
        final JsonNode json = MAPPER.valueToTree(settings);

        assertFalse(json.has("calibrated"), json::toString);
        assertTrue(MAPPER.valueToTree(settings.withCalibrated(true)).path("calibrated").asBoolean());
    }
}
