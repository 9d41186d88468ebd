package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the architecture of a network off the shapes of its weights. Where they lack a head, it has one output.
 */
public final class ArchitectureReader {

    /** More than any network has, few enough for the arithmetic of its architecture. */
    private static final int MAXIMUM_LENGTH = 1 << 20;
    private static final int MAXIMUM_CONVOLUTIONS = 8;
    private static final int MAXIMUM_STAGES = 8;
    private static final int MAXIMUM_BLOCKS = 64;

    /** What torchvision and timm train Swin-T with; weights do not tell. */
    private static final double SWIN_DROP_PATH_RATE = 0.2;
    private static final String PATCHES = "patch_embed.proj.weight";
    private static final String CONVOLUTION = "patch_embed.backbone.%d.conv.weight";
    private static final String SWIN_BLOCK = "layers.%d.blocks.%d.norm1.weight";
    private static final String SWIN_HEAD = "head.fc.weight";
    private static final String SQUEEZE = "se.fc1.weight";
    private static final String TABLE = "layers.%d.blocks.0.attn.relative_position_bias_table";

    /** What published ResNets are trained with; the weights fit any size, and do not tell. */
    private static final int RESNET_IMAGE_SIZE = 224;
    private static final String RESNET_STEM = "conv1.weight";
    private static final String RESNET_BOTTLENECK = "layer1.0.conv3.weight";
    private static final String RESNET_BLOCK = "layer%d.%d.conv1.weight";
    private static final String RESNET_HEAD = "fc.weight";

    private final String file;
    private final Map<String, long[]> shapes;

    /**
     * A reader.
     *
     * @param file   what error messages call the file
     * @param shapes of its tensors by the {@linkplain TensorNames network's names}
     */
    public ArchitectureReader(final String file, final Map<String, long[]> shapes) {
        this.file = file;
        this.shapes = shapes;
    }

    /**
     * The architecture of a ResNet.
     *
     * @param imageSize in pixels, if it is not the usual one
     * @throws InvalidInputException where the network is not one of bottleneck blocks
     */
    public ResNetConfiguration resNet(final OptionalInt imageSize) throws InvalidInputException {
        if (!shapes.containsKey(RESNET_BOTTLENECK)) {
            throw invalid(String.format(Locale.ROOT, "lacks tensor %s: expected a ResNet of bottleneck blocks, such as ResNet-50; ResNet-18 and ResNet-34 have others",
                    RESNET_BOTTLENECK));
        }

        final ResNetConfiguration configuration = new ResNetConfiguration(imageSize.orElse(RESNET_IMAGE_SIZE), dimension(RESNET_STEM, 4, 0), depths(RESNET_BLOCK, 1), 0,
                classes(RESNET_HEAD));
        requireValid(configuration);
        return configuration;
    }

    /**
     * The architecture of a Swin Transformer.
     *
     * @param imageSize if given, in pixels
     * @param mask      the attention mask of the first stage where the file has one, {@code [windows, tokens, tokens]}; it tells the image size. Without both
     *                  it is the size at which the last stage is one window, which is that of the published weights (224 with a window of 7, 384 with 12)
     * @throws InvalidInputException where the shapes are no Swin's
     */
    public SwinConfiguration swin(final OptionalInt imageSize, final Optional<long[]> mask) throws InvalidInputException {
        final int convolutions = convolutions();
        final int patch = convolutions == 0 ? dimension(PATCHES, 4, 2) : 1 << convolutions;
        final List<Integer> depths = depths(SWIN_BLOCK, 0);
        if (depths.isEmpty()) {
            throw lacks(String.format(Locale.ROOT, SWIN_BLOCK, 0, 0));
        }

        final List<Integer> heads = new ArrayList<>();
        for (int stage = 0; stage < depths.size(); stage++) {
            heads.add(dimension(String.format(Locale.ROOT, TABLE, stage), 2, 1));
        }

        final int channels = dimension(PATCHES, 4, 0);
        final int window = window(0);
        final int hidden = dimension("layers.0.blocks.0.mlp.fc1.weight", 2, 0);
        final int classes = classes(SWIN_HEAD);
        final int reduction = shapes.containsKey(SQUEEZE) ? dimension(SQUEEZE, 2, 1) / dimension(SQUEEZE, 2, 0) : 0;
        final int side = imageSize.isPresent() ? imageSize.getAsInt() : imageSize(mask, patch, window, depths.size());
        final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(side).patchSize(patch).embeddingDimension(channels).stages(depths, heads).windowSize(window)
                .mlpRatio((double) hidden / channels).dropPathRate(SWIN_DROP_PATH_RATE).classes(classes).seReduction(reduction)
                .patchEmbedding(convolutions == 0 ? PatchEmbedding.PATCH : PatchEmbedding.CONVOLUTIONAL).build();
        requireValid(configuration);
        return configuration;
    }

    /** Those of the patch embedding before the last one: all together halve the image as often as these are many. */
    private int convolutions() {
        int convolutions = 0;
        while (convolutions < MAXIMUM_CONVOLUTIONS && shapes.containsKey(String.format(Locale.ROOT, CONVOLUTION, convolutions))) {
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
        if (rows < 1 || rows > MAXIMUM_LENGTH || rows * rows != windows) {
            throw invalid(String.format(Locale.ROOT, "has an attention mask of shape %s; expected one for each window of a square image", Arrays.toString(mask.get())));
        }

        return (int) rows * window * patch;
    }

    /** The window of a stage: its bias table has a row for each of (2 * window - 1)^2 distances. */
    private int window(final int stage) throws InvalidInputException {
        final String name = String.format(Locale.ROOT, TABLE, stage);
        final int rows = dimension(name, 2, 0);
        final int window = ((int) Math.round(Math.sqrt(rows)) + 1) / 2;
        if ((2 * window - 1) * (2 * window - 1) != rows) {
            throw invalid(String.format(Locale.ROOT, "has %d rows in tensor %s; expected (2 * window - 1)^2", rows, name));
        }

        return window;
    }

    /**
     * The blocks of each stage.
     *
     * @param tensor     one of a block, as a format of the numbers of stage and block
     * @param firstStage its number; blocks are counted from 0
     */
    private List<Integer> depths(final String tensor, final int firstStage) {
        final List<Integer> depths = new ArrayList<>();
        while (depths.size() < MAXIMUM_STAGES) {
            int blocks = 0;
            while (blocks < MAXIMUM_BLOCKS && shapes.containsKey(String.format(Locale.ROOT, tensor, firstStage + depths.size(), blocks))) {
                blocks++;
            }

            if (blocks == 0) {
                break;
            }

            depths.add(blocks);
        }

        return depths;
    }

    private int classes(final String head) throws InvalidInputException {
        return shapes.containsKey(head) ? dimension(head, 2, 0) : 1;
    }

    /**
     * A length of a tensor.
     *
     * @param dimensions how many the tensor must have
     * @param index      which of them
     */
    private int dimension(final String name, final int dimensions, final int index) throws InvalidInputException {
        final long[] shape = shapes.get(name);
        if (shape == null) {
            throw lacks(name);
        }

        if (shape.length != dimensions || Arrays.stream(shape).anyMatch(length -> length < 1 || length > MAXIMUM_LENGTH)) {
            throw invalid(String.format(Locale.ROOT, "has tensor %s of shape %s; expected %d dimensions of 1 to %d", name, Arrays.toString(shape), dimensions, MAXIMUM_LENGTH));
        }

        return (int) shape[index];
    }

    /** Checks what was read, and names the file where it is not right. */
    private void requireValid(final NetworkConfiguration configuration) throws InvalidInputException {
        try {
            configuration.validate();
        } catch (final InvalidInputException e) {
            throw new InvalidInputException(e.code(), String.format(Locale.ROOT, "%s: %s", file, e.getMessage()), e);
        }
    }

    private InvalidInputException lacks(final String tensor) {
        return invalid("lacks tensor " + tensor);
    }

    private InvalidInputException invalid(final String message) {
        return new InvalidInputException(Code.INVALID_MODEL, file + " " + message);
    }
}
