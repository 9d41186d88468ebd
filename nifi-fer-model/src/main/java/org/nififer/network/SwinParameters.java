package org.nififer.network;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The names and shapes of the parameters of a Swin Transformer, which are those of timm's {@code swin_transformer.py}, in the order of the network.
 */
final class SwinParameters {

    /** The side of the convolutions of a {@linkplain PatchEmbedding#CONVOLUTIONAL convolutional} patch embedding. */
    private static final int KERNEL = 3;

    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final SwinConfiguration swin;

    SwinParameters(final SwinConfiguration swin) {
        this.swin = swin;
    }

    Map<String, long[]> shapes() {
        int inputs = NetworkConfiguration.IMAGE_CHANNELS;
        for (int convolution = 0; convolution < swin.convolutions(); convolution++) {
            putConvolution(String.format(Locale.ROOT, "patch_embed.backbone.%d.conv", convolution), inputs, swin.convolutionChannels(convolution), KERNEL);
            inputs = swin.convolutionChannels(convolution);
        }

        putConvolution("patch_embed.proj", inputs, swin.embeddingDimension(), swin.patchEmbedding() == PatchEmbedding.PATCH ? swin.patchSize() : KERNEL);
        putNorm("patch_embed.norm", swin.embeddingDimension());
        int side = swin.imageSize() / swin.patchSize();
        for (int stage = 0; stage < swin.depths().size(); stage++) {
            if (stage > 0) {
                side = (side + 1) / 2;
                final int merged = 4 * swin.channels(stage - 1);
                putNorm(String.format(Locale.ROOT, "layers.%d.downsample.norm", stage), merged);
                shapes.put(String.format(Locale.ROOT, "layers.%d.downsample.reduction.weight", stage), new long[]{swin.channels(stage), merged});
            }

            for (int block = 0; block < swin.depths().get(stage); block++) {
                putBlock(String.format(Locale.ROOT, "layers.%d.blocks.%d.", stage, block), swin.channels(stage), swin.heads().get(stage), Math.min(swin.windowSize(), side));
            }
        }

        putNorm("norm", swin.features());
        if (swin.seReduction() > 0) {
            putLinear("se.fc1", swin.features(), swin.features() / swin.seReduction());
            putLinear("se.fc2", swin.features() / swin.seReduction(), swin.features());
        }

        putLinear(swin.head(), swin.features(), swin.classes());
        return shapes;
    }

    private void putBlock(final String prefix, final int channels, final int blockHeads, final int window) {
        final int hidden = swin.hidden(channels);
        final long distances = 2L * window - 1;
        putNorm(prefix + "norm1", channels);
        shapes.put(prefix + "attn.relative_position_bias_table", new long[]{distances * distances, blockHeads});
        putLinear(prefix + "attn.qkv", channels, 3 * channels);
        putLinear(prefix + "attn.proj", channels, channels);
        putNorm(prefix + "norm2", channels);
        putLinear(prefix + "mlp.fc1", channels, hidden);
        putLinear(prefix + "mlp.fc2", hidden, channels);
    }

    private void putNorm(final String prefix, final int channels) {
        shapes.put(prefix + ".weight", new long[]{channels});
        shapes.put(prefix + ".bias", new long[]{channels});
    }

    private void putConvolution(final String prefix, final int inputs, final int outputs, final int kernel) {
        shapes.put(prefix + ".weight", new long[]{outputs, inputs, kernel, kernel});
        shapes.put(prefix + ".bias", new long[]{outputs});
    }

    private void putLinear(final String prefix, final int inputs, final int outputs) {
        shapes.put(prefix + ".weight", new long[]{outputs, inputs});
        shapes.put(prefix + ".bias", new long[]{outputs});
    }
}
