package org.nififer.core.network;

import org.junit.jupiter.api.Test;
import org.nififer.core.InvalidInputException;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SwinConfigurationTest {

    @Test
    void testSwinTinyHasThePublishedNumberOfParameters() {
        final SwinConfiguration tiny = (SwinConfiguration) NetworkPreset.SWIN_T.configuration();

        assertEquals(28_288_354, tiny.withClasses(1000).withSeReduction(0).parameterCount());
        assertEquals(27_600_050, tiny.parameterCount());
    }

    @Test
    void testTheLargestActivationIsThatOfTheFirstStage() {
        assertEquals(56 * 56 * 4 * 96, NetworkPreset.SWIN_T.configuration().largestActivation());
        assertEquals(18 * 18 * 3 * 8, new SwinConfiguration(36, 2, 8, List.of(2), List.of(1), 5, 2, 0, 8, 0).largestActivation());
    }

    @Test
    void testStageWithFewerTokensThanTheWindowHasASmallerTable() {
        final SwinConfiguration configuration = new SwinConfiguration(48, 4, 8, List.of(1, 1, 1), List.of(1, 1, 1), 6, 4, 0, 8, 0);

        assertArrayEquals(new long[]{121, 1}, configuration.parameterShapes().get("layers.1.blocks.0.attn.relative_position_bias_table"));
        assertArrayEquals(new long[]{25, 1}, configuration.parameterShapes().get("layers.2.blocks.0.attn.relative_position_bias_table"));
    }

    @Test
    void testPartsThatDoNotFitAreNamed() {
        assertInvalid(new SwinConfiguration(50, 4, 8, List.of(1), List.of(1), 7, 4, 0, 8, 0), "image size 50");
        assertInvalid(new SwinConfiguration(48, 4, 8, List.of(1), List.of(3), 7, 4, 0, 8, 0), "3 heads");
        assertInvalid(new SwinConfiguration(48, 4, 8, List.of(1, 2), List.of(1), 7, 4, 0, 8, 0), "depths [1, 2]");
        assertInvalid(new SwinConfiguration(48, 4, 8, List.of(1), List.of(1), 7, 4, 1, 8, 0), "drop path rate 1.0");
        assertInvalid(new SwinConfiguration(48, 4, 8, List.of(1), List.of(1), 7, 4, 0, 8, 9), "SE reduction 9");
    }

    private static void assertInvalid(final SwinConfiguration configuration, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, configuration::validate);
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
