package org.nififer.network;

import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;

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
        assertEquals(18 * 18 * 3 * 8, SwinConfiguration.builder().imageSize(36).patchSize(2).embeddingDimension(8).stages(List.of(2), List.of(1)).windowSize(5).mlpRatio(2)
                .build().largestActivation());
    }

    @Test
    void testStageWithFewerTokensThanTheWindowHasASmallerTable() {
        final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(48).embeddingDimension(8).stages(List.of(1, 1, 1), List.of(1, 1, 1)).windowSize(6).build();

        assertArrayEquals(new long[]{121, 1}, configuration.parameterShapes().get("layers.1.blocks.0.attn.relative_position_bias_table"));
        assertArrayEquals(new long[]{25, 1}, configuration.parameterShapes().get("layers.2.blocks.0.attn.relative_position_bias_table"));
    }

    @Test
    void testPartsThatDoNotFitAreNamed() {
        assertInvalid(SwinConfiguration.builder().imageSize(50).embeddingDimension(8).stages(List.of(1), List.of(1)).build(), "image size 50");
        assertInvalid(SwinConfiguration.builder().imageSize(48).embeddingDimension(8).stages(List.of(1), List.of(3)).build(), "3 heads");
        assertInvalid(SwinConfiguration.builder().imageSize(48).embeddingDimension(8).stages(List.of(1, 2), List.of(1)).build(), "depths [1, 2]");
        assertInvalid(SwinConfiguration.builder().imageSize(48).embeddingDimension(8).stages(List.of(1), List.of(1)).dropPathRate(1).build(), "drop path rate 1.0");
        assertInvalid(SwinConfiguration.builder().imageSize(48).embeddingDimension(8).stages(List.of(1), List.of(1)).seReduction(9).build(), "SE reduction 9");
    }

    @Test
    void testConvolutionsBeforeTheFirstStage() {
        final SwinConfiguration small = (SwinConfiguration) NetworkPreset.FER_SMALL.configuration();

        assertEquals(6_013_814, small.parameterCount());
        assertEquals(2, small.convolutions());
        assertShape(small, "patch_embed.backbone.0.conv.weight", 48, 3, 3, 3);
        assertShape(small, "patch_embed.backbone.1.conv.weight", 48, 48, 3, 3);
        assertShape(small, "patch_embed.proj.weight", 96, 48, 3, 3);
        assertTrue(small.summary().startsWith("images of 48 pixels, convolutional patches of 4, windows of 6"), small.summary());
        assertEquals(12 * 12 * 4 * 96, small.largestActivation());
    }

    @Test
    void testConvolutionsOfOtherPatches() {
        assertShape(convolutional(2, 64), "patch_embed.backbone.0.conv.weight", 64, 3, 3, 3);
        assertShape(convolutional(2, 64), "patch_embed.proj.weight", 64, 64, 3, 3);
        assertShape(convolutional(8, 64), "patch_embed.backbone.0.conv.weight", 16, 3, 3, 3);
        assertShape(convolutional(8, 64), "patch_embed.backbone.1.conv.weight", 16, 16, 3, 3);
        assertShape(convolutional(8, 64), "patch_embed.backbone.2.conv.weight", 32, 16, 3, 3);
        assertShape(convolutional(8, 64), "patch_embed.proj.weight", 64, 32, 3, 3);
        // What the first convolution leaves of 32 pixels is more than what a block makes of 2 x 2 tokens.
        assertEquals(16 * 16 * 8, convolutional(16, 64).largestActivation());
        assertInvalid(convolutional(1, 64), "patch size 1 must be 2, 4, 8 or 16");
        assertInvalid(convolutional(6, 64).withImageSize(48), "patch size 6 must be 2, 4, 8 or 16");
        assertInvalid(convolutional(32, 64), "patch size 32 must be 2, 4, 8 or 16");
        assertInvalid(convolutional(8, 66), "embedding dimension 66 must be a multiple of 4");
    }

    private static SwinConfiguration convolutional(final int patch, final int channels) {
        return SwinConfiguration.builder().imageSize(32).patchSize(patch).embeddingDimension(channels).stages(List.of(1), List.of(1)).windowSize(2).mlpRatio(2)
                .patchEmbedding(PatchEmbedding.CONVOLUTIONAL).build();
    }

    private static void assertShape(final SwinConfiguration configuration, final String name, final long... shape) {
        assertArrayEquals(shape, configuration.parameterShapes().get(name), name);
    }

    private static void assertInvalid(final SwinConfiguration configuration, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, configuration::validate);
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
