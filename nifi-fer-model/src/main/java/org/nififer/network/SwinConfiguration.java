package org.nififer.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The architecture of a Swin Transformer with or without squeeze-and-excitation, and so the names and shapes of its
 * parameters, which are those of timm's {@code swin_transformer.py}.
 *
 * @param imageSize          side of the square input, pixels, a multiple of the patch size
 * @param patchSize          side of a patch, pixels
 * @param embeddingDimension channels of the first stage; each further stage doubles them
 * @param depths             blocks of each stage
 * @param heads              attention heads of each stage, a divisor of its channels
 * @param windowSize         side of an attention window, tokens; a stage with fewer tokens uses a smaller one
 * @param mlpRatio           hidden channels of the MLP, as a multiple of the block's channels
 * @param dropPathRate       stochastic depth of the last block in training, 0 to 1 (exclusive), growing linearly from 0
 * @param classes            outputs of the head
 * @param seReduction        reduction r of squeeze-and-excitation (section 3.5 of Vats and Chadha), or 0 for none
 * @param patchEmbedding     how tokens are made of the image; absent in JSON for {@link PatchEmbedding#PATCH}
 */
@JsonDeserialize(using = JsonDeserializer.None.class)
public record SwinConfiguration(int imageSize, int patchSize, int embeddingDimension, List<Integer> depths, List<Integer> heads, int windowSize,
                                double mlpRatio, double dropPathRate, int classes, int seReduction,
                                @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = PatchEmbedding.OmittedFromJson.class) PatchEmbedding patchEmbedding)
        implements NetworkConfiguration {

    /** The largest patch of {@link PatchEmbedding#CONVOLUTIONAL}: four halvings. */
    private static final int LARGEST_CONVOLUTIONAL_PATCH = 16;
    /** The side of its convolutions. */
    private static final int KERNEL = 3;

    public SwinConfiguration {
        depths = depths == null ? List.of() : List.copyOf(depths);
        heads = heads == null ? List.of() : List.copyOf(heads);
        patchEmbedding = patchEmbedding == null ? PatchEmbedding.PATCH : patchEmbedding;
    }

    /** An architecture that projects patches. */
    public SwinConfiguration(final int imageSize, final int patchSize, final int embeddingDimension, final List<Integer> depths, final List<Integer> heads, final int windowSize,
                             final double mlpRatio, final double dropPathRate, final int classes, final int seReduction) {
        this(imageSize, patchSize, embeddingDimension, depths, heads, windowSize, mlpRatio, dropPathRate, classes, seReduction, PatchEmbedding.PATCH);
    }

    @Override
    public void validate() throws InvalidInputException {
        require(patchSize >= 1 && imageSize >= patchSize && imageSize % patchSize == 0,
                String.format(Locale.ROOT, "image size %d must be a multiple of the patch size %d", imageSize, patchSize));
        require(imageSize <= 4096, String.format(Locale.ROOT, "image size %d must be at most 4096", imageSize));
        if (patchEmbedding == PatchEmbedding.CONVOLUTIONAL) {
            require(patchSize >= 2 && patchSize <= LARGEST_CONVOLUTIONAL_PATCH && Integer.bitCount(patchSize) == 1,
                    String.format(Locale.ROOT, "patch size %d must be 2, 4, 8 or %d for a convolutional patch embedding, which halves images", patchSize,
                            LARGEST_CONVOLUTIONAL_PATCH));
            require(embeddingDimension % (patchSize / 2) == 0, String.format(Locale.ROOT,
                    "embedding dimension %d must be a multiple of %d, half the patch size, for a convolutional patch embedding", embeddingDimension, patchSize / 2));
        }

        require(!depths.isEmpty() && depths.size() == heads.size(), String.format(Locale.ROOT, "depths %s and heads %s need one number for each stage", depths, heads));
        require(depths.size() <= 8 && depths.stream().allMatch(depth -> depth >= 1 && depth <= 64), String.format(Locale.ROOT, "depths %s must be 1 to 64 blocks in up to 8 stages",
                depths));
        require(embeddingDimension >= 1 && embeddingDimension <= 4096, String.format(Locale.ROOT, "embedding dimension %d must be in 1 to 4096", embeddingDimension));
        for (int stage = 0; stage < depths.size(); stage++) {
            require(heads.get(stage) >= 1 && channels(stage) % heads.get(stage) == 0,
                    String.format(Locale.ROOT, "%d heads do not divide the %d channels of stage %d", heads.get(stage), channels(stage), stage));
        }

        require(windowSize >= 1 && windowSize <= 64, String.format(Locale.ROOT, "window size %d must be in 1 to 64", windowSize));
        require(mlpRatio > 0 && mlpRatio <= 16, String.format(Locale.ROOT, "mlp ratio %s must be above 0 and at most 16", mlpRatio));
        require(dropPathRate >= 0 && dropPathRate < 1, String.format(Locale.ROOT, "drop path rate %s must be in 0 (inclusive) to 1 (exclusive)", dropPathRate));
        require(classes >= 1, String.format(Locale.ROOT, "the number of classes %d must be positive", classes));
        require(seReduction >= 0 && seReduction <= features(), String.format(Locale.ROOT, "SE reduction %d must be 0 (none) to %d", seReduction, features()));
    }

    private static void require(final boolean condition, final String message) throws InvalidInputException {
        if (!condition) {
            throw new InvalidInputException(Code.INVALID_SETTING, "Architecture: " + message);
        }
    }

    /** The same architecture with or without squeeze-and-excitation. */
    public SwinConfiguration withSeReduction(final int reduction) {
        return new SwinConfiguration(imageSize, patchSize, embeddingDimension, depths, heads, windowSize, mlpRatio, dropPathRate, classes, reduction, patchEmbedding);
    }

    @Override
    public SwinConfiguration withDropPathRate(final double rate) {
        return new SwinConfiguration(imageSize, patchSize, embeddingDimension, depths, heads, windowSize, mlpRatio, rate, classes, seReduction, patchEmbedding);
    }

    @Override
    public SwinConfiguration withClasses(final int number) {
        return new SwinConfiguration(imageSize, patchSize, embeddingDimension, depths, heads, windowSize, mlpRatio, dropPathRate, number, seReduction, patchEmbedding);
    }

    @Override
    public SwinConfiguration withImageSize(final int size) {
        return new SwinConfiguration(size, patchSize, embeddingDimension, depths, heads, windowSize, mlpRatio, dropPathRate, classes, seReduction, patchEmbedding);
    }

    /** Channels of a stage, counted from 0. */
    public int channels(final int stage) {
        return embeddingDimension << stage;
    }

    @Override
    public int features() {
        return channels(depths.size() - 1);
    }

    @Override
    public String head() {
        return "head.fc";
    }

    @Override
    public String family() {
        return "swin";
    }

    @Override
    public String summary() {
        return String.format(Locale.ROOT, "images of %d pixels, %s of %d, windows of %d, %d channels, depths %s, heads %s and %s", imageSize,
                patchEmbedding == PatchEmbedding.CONVOLUTIONAL ? "convolutional patches" : "patches", patchSize, windowSize, embeddingDimension, depths, heads,
                seReduction > 0 ? "squeeze-and-excitation by " + seReduction : "no squeeze-and-excitation");
    }

    /** None: layer normalisation observes nothing. */
    @Override
    public Map<String, long[]> statisticShapes() {
        return Map.of();
    }

    /**
     * That of an MLP's hidden layer in the first stage, or of its queries, keys and values: further stages have a quarter of the tokens and twice the channels. Or that of the
     * first convolution, which leaves half of the image's side.
     */
    @Override
    public long largestActivation() {
        final long tokens = (long) (imageSize / patchSize) * (imageSize / patchSize);
        final long ofBlock = tokens * Math.max(3L * embeddingDimension, hidden(embeddingDimension));
        return patchEmbedding == PatchEmbedding.PATCH ? ofBlock : Math.max(ofBlock, (long) (imageSize / 2) * (imageSize / 2) * convolutionChannels(0));
    }

    /** Convolutions of a {@linkplain PatchEmbedding#CONVOLUTIONAL convolutional} patch embedding before the last one, which is its projection; else 0. */
    public int convolutions() {
        return patchEmbedding == PatchEmbedding.PATCH ? 0 : Integer.numberOfTrailingZeros(patchSize);
    }

    /** How many pixels a convolution of the patch embedding goes on by, counted from 0, the last one included: all but the second halve the image. */
    public static int convolutionStride(final int convolution) {
        return convolution == 1 ? 1 : 2;
    }

    /** The outputs of one of these {@link #convolutions()}: they double with each halving of the image after the first. */
    public int convolutionChannels(final int convolution) {
        return embeddingDimension >> convolutions() - Math.max(1, convolution);
    }

    @Override
    public List<String> firstStages(final int stages) {
        return stages == 0 ? List.of() : Stream.concat(Stream.of("patch_embed."), IntStream.range(0, stages).mapToObj(stage -> String.format(Locale.ROOT, "layers.%d.",
                stage))).toList();
    }

    @Override
    public Map<String, long[]> parameterShapes() {
        final Map<String, long[]> shapes = new LinkedHashMap<>();
        int inputs = IMAGE_CHANNELS;
        for (int convolution = 0; convolution < convolutions(); convolution++) {
            putConvolution(shapes, String.format(Locale.ROOT, "patch_embed.backbone.%d.conv", convolution), inputs, convolutionChannels(convolution), KERNEL);
            inputs = convolutionChannels(convolution);
        }

        putConvolution(shapes, "patch_embed.proj", inputs, embeddingDimension, patchEmbedding == PatchEmbedding.PATCH ? patchSize : KERNEL);
        putNorm(shapes, "patch_embed.norm", embeddingDimension);
        int side = imageSize / patchSize;
        for (int stage = 0; stage < depths.size(); stage++) {
            if (stage > 0) {
                side = (side + 1) / 2;
                final int merged = 4 * channels(stage - 1);
                putNorm(shapes, String.format(Locale.ROOT, "layers.%d.downsample.norm", stage), merged);
                shapes.put(String.format(Locale.ROOT, "layers.%d.downsample.reduction.weight", stage), new long[]{channels(stage), merged});
            }

            for (int block = 0; block < depths.get(stage); block++) {
                putBlock(shapes, String.format(Locale.ROOT, "layers.%d.blocks.%d.", stage, block), channels(stage), heads.get(stage), Math.min(windowSize, side));
            }
        }

        putNorm(shapes, "norm", features());
        if (seReduction > 0) {
            putLinear(shapes, "se.fc1", features(), features() / seReduction);
            putLinear(shapes, "se.fc2", features() / seReduction, features());
        }

        putLinear(shapes, head(), features(), classes);
        return shapes;
    }

    private void putBlock(final Map<String, long[]> shapes, final String prefix, final int channels, final int blockHeads, final int window) {
        final int hidden = hidden(channels);
        final long distances = 2L * window - 1;
        putNorm(shapes, prefix + "norm1", channels);
        shapes.put(prefix + "attn.relative_position_bias_table", new long[]{distances * distances, blockHeads});
        putLinear(shapes, prefix + "attn.qkv", channels, 3 * channels);
        putLinear(shapes, prefix + "attn.proj", channels, channels);
        putNorm(shapes, prefix + "norm2", channels);
        putLinear(shapes, prefix + "mlp.fc1", channels, hidden);
        putLinear(shapes, prefix + "mlp.fc2", hidden, channels);
    }

    private int hidden(final int channels) {
        return (int) (channels * mlpRatio);
    }

    private static void putNorm(final Map<String, long[]> shapes, final String prefix, final int channels) {
        shapes.put(prefix + ".weight", new long[]{channels});
        shapes.put(prefix + ".bias", new long[]{channels});
    }

    private static void putConvolution(final Map<String, long[]> shapes, final String prefix, final int inputs, final int outputs, final int kernel) {
        shapes.put(prefix + ".weight", new long[]{outputs, inputs, kernel, kernel});
        shapes.put(prefix + ".bias", new long[]{outputs});
    }

    private static void putLinear(final Map<String, long[]> shapes, final String prefix, final int inputs, final int outputs) {
        shapes.put(prefix + ".weight", new long[]{outputs, inputs});
        shapes.put(prefix + ".bias", new long[]{outputs});
    }
}
