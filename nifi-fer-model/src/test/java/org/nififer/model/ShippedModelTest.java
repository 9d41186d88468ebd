package org.nififer.model;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.network.NetworkPreset;
import org.nififer.network.SwinConfiguration;
import org.nififer.weights.WeightType;

import java.io.IOException;
import java.nio.file.Files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShippedModelTest {

    private static final long LARGEST_FILE = 16_000_000;

    @Test
    void testIsACalibratedModelOfThePresetForGreyImages() throws IOException {
        final SwinConfiguration preset = (SwinConfiguration) NetworkPreset.FER_SMALL.configuration();
        try (ModelFile model = ModelFile.open(ShippedModel.file())) {
            final ModelDescription description = model.description();
            assertEquals(preset, ((SwinConfiguration) description.architecture()).withDropPathRate(preset.dropPathRate()));
            assertEquals(Expression.all().stream().map(Expression::label).toList(), description.labels());
            assertEquals(ImageColour.GREY, description.colour());
            assertTrue(description.temperature() > 0);
            assertEquals(WeightType.F16, model.weightType());
        }

        assertTrue(Files.size(ShippedModel.file()) <= LARGEST_FILE);
    }
}
