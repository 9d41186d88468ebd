package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.SwinConfiguration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the architecture of a Swin Transformer off the shapes of its weights.
 */
final class SwinArchitectureReader {

    /** What torchvision and timm train Swin-T with; weights do not tell. */
    private static final double DROP_PATH_RATE = 0.2;

    private static final String PATCHES = "patch_embed.proj.weight";
    private static final String CONVOLUTION = "patch_embed.backbone.%d.conv.weight";
    private static final String HEAD = "head.fc.weight";
    private static final String SQUEEZE = "se.fc1.weight";
    private static final String FIRST_BLOCK = "layers.%d.blocks.0.";
    private static final String TABLE = "attn.relative_position_bias_table";
    private static final int MAXIMUM_CONVOLUTIONS = 8;
    private static final int MAXIMUM_STAGES = 8;
    private static final int MAXIMUM_BLOCKS = 64;

    private final TensorShapes shapes;

    SwinArchitectureReader(final TensorShapes shapes) {
        this.shapes = shapes;
    }

    /**
     * The architecture. Where the weights lack a head, it has one output.
     *
     * @param imageSize if given, in pixels
     * @param mask      the attention mask of the first stage where the file has one, {@code [windows, tokens, tokens]}; it tells the image size. Without both
     *                  it is the size at which the last stage is one window, which is that of the published weights (224 with a window of 7, 384 with 12)
     * @throws InvalidInputException where the shapes are no Swin's
     */
    SwinConfiguration read(final OptionalInt imageSize, final Optional<long[]> mask) throws InvalidInputException {
        final int convolutions = convolutions();
        final int patch = convolutions == 0 ? shapes.dimension(PATCHES, 4, 2) : 1 << convolutions;
        final List<Integer> depths = depths();
        final List<Integer> heads = new ArrayList<>();
        for (int stage = 0; stage < depths.size(); stage++) {
            heads.add(shapes.dimension(String.format(Locale.ROOT, FIRST_BLOCK, stage) + TABLE, 2, 1));
        }

        final int channels = shapes.dimension(PATCHES, 4, 0);
        final int window = window(0);
        final int hidden = shapes.dimension(String.format(Locale.ROOT, FIRST_BLOCK, 0) + "mlp.fc1.weight", 2, 0);
        final int classes = shapes.contains(HEAD) ? shapes.dimension(HEAD, 2, 0) : 1;
        final int reduction = shapes.contains(SQUEEZE) ? shapes.dimension(SQUEEZE, 2, 1) / shapes.dimension(SQUEEZE, 2, 0) : 0;
        final int side = imageSize.isPresent() ? imageSize.getAsInt() : imageSize(mask, patch, window, depths.size());
        final SwinConfiguration configuration = new SwinConfiguration(side, patch, channels, depths, heads, window, (double) hidden / channels, DROP_PATH_RATE, classes,
                reduction, convolutions == 0 ? PatchEmbedding.PATCH : PatchEmbedding.CONVOLUTIONAL);
        shapes.requireValid(configuration);
        return configuration;
    }

    /** Those of the patch embedding before the last one: all together halve the image as often as these are many. */
    private int convolutions() {
        int convolutions = 0;
        while (convolutions < MAXIMUM_CONVOLUTIONS && shapes.contains(String.format(Locale.ROOT, CONVOLUTION, convolutions))) {
            convolutions++;
        }

        return convolutions;
    }

    private int imageSize(final Optional<long[]> mask, final int patch, final int window, final int stages) throws InvalidInputException {
        if (mask.isEmpty()) {
            return window(stages - 1) * patch << stages - 1;
        }

        final long windows = mask.get().length == 0 ? 0 : mask.get()[0];
        final long rows = Math.round(Math.sqrt(windows));
        if (rows < 1 || rows > TensorShapes.MAXIMUM_LENGTH || rows * rows != windows) {
            throw shapes.invalid(String.format(Locale.ROOT, "has an attention mask of shape %s; expected one for each window of a square image", Arrays.toString(mask.get())));
        }

        return (int) rows * window * patch;
    }

    private List<Integer> depths() throws InvalidInputException {
        final List<Integer> depths = new ArrayList<>();
        while (depths.size() < MAXIMUM_STAGES && blocks(depths.size()) > 0) {
            depths.add(blocks(depths.size()));
        }

        if (depths.isEmpty()) {
            throw shapes.invalid(String.format(Locale.ROOT, "lacks tensor %snorm1.weight", String.format(Locale.ROOT, FIRST_BLOCK, 0)));
        }

        return depths;
    }

    private int blocks(final int stage) {
        int blocks = 0;
        while (blocks < MAXIMUM_BLOCKS && shapes.contains(String.format(Locale.ROOT, "layers.%d.blocks.%d.norm1.weight", stage, blocks))) {
            blocks++;
        }

        return blocks;
    }

    /** The window of a stage: its bias table has a row for each of (2 * window - 1)^2 distances. */
    private int window(final int stage) throws InvalidInputException {
        final String name = String.format(Locale.ROOT, FIRST_BLOCK, stage) + TABLE;
        final int rows = shapes.dimension(name, 2, 0);
        final int window = ((int) Math.round(Math.sqrt(rows)) + 1) / 2;
        if ((2 * window - 1) * (2 * window - 1) != rows) {
            throw shapes.invalid(String.format(Locale.ROOT, "has %d rows in tensor %s; expected (2 * window - 1)^2", rows, name));
        }

        return window;
    }
}
