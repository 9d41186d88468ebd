package org.nififer.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

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

    public SwinConfiguration {
        depths = depths == null ? List.of() : List.copyOf(depths);
        heads = heads == null ? List.of() : List.copyOf(heads);
        patchEmbedding = patchEmbedding == null ? PatchEmbedding.PATCH : patchEmbedding;
    }

    /** Settings with the defaults of the paper where nothing else is said: image size, embedding dimension and stages have to be. */
    public static Builder builder() {
        return new Builder();
    }

    private Builder toBuilder() {
        return builder().imageSize(imageSize).patchSize(patchSize).embeddingDimension(embeddingDimension).stages(depths, heads).windowSize(windowSize).mlpRatio(mlpRatio)
                .dropPathRate(dropPathRate).classes(classes).seReduction(seReduction).patchEmbedding(patchEmbedding);
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
        return toBuilder().seReduction(reduction).build();
    }

    @Override
    public SwinConfiguration withDropPathRate(final double rate) {
        return toBuilder().dropPathRate(rate).build();
    }

    @Override
    public SwinConfiguration withClasses(final int number) {
        return toBuilder().classes(number).build();
    }

    @Override
    public SwinConfiguration withImageSize(final int size) {
        return toBuilder().imageSize(size).build();
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
        return new SwinParameters(this).shapes();
    }

    /** Channels between the two layers of an MLP. */
    int hidden(final int channels) {
        return (int) (channels * mlpRatio);
    }

    /** An architecture setting by setting: a Swin Transformer with patches of 4 pixels, windows of 7 tokens and an MLP ratio of 4, for the eight expressions. */
    public static final class Builder {

        private int imageSize;
        private int patchSize = 4;
        private int embeddingDimension;
        private List<Integer> depths = List.of();
        private List<Integer> heads = List.of();
        private int windowSize = 7;
        private double mlpRatio = 4;
        private double dropPathRate;
        private int classes = Expression.all().size();
        private int seReduction;
        private PatchEmbedding patchEmbedding = PatchEmbedding.PATCH;

        private Builder() {
        }

        /** Side of the square input, pixels. */
        public Builder imageSize(final int pixels) {
            imageSize = pixels;
            return this;
        }

        /** Side of a patch, pixels. */
        public Builder patchSize(final int pixels) {
            patchSize = pixels;
            return this;
        }

        /** Channels of the first stage. */
        public Builder embeddingDimension(final int channels) {
            embeddingDimension = channels;
            return this;
        }

        /** Blocks and attention heads of each stage. */
        public Builder stages(final List<Integer> blocks, final List<Integer> attentionHeads) {
            depths = blocks;
            heads = attentionHeads;
            return this;
        }

        /** Side of an attention window, tokens. */
        public Builder windowSize(final int tokens) {
            windowSize = tokens;
            return this;
        }

        /** Hidden channels of the MLP, as a multiple of the block's channels. */
        public Builder mlpRatio(final double ratio) {
            mlpRatio = ratio;
            return this;
        }

        /** Stochastic depth of the last block in training; none where nothing is said. */
        public Builder dropPathRate(final double rate) {
            dropPathRate = rate;
            return this;
        }

        /** Outputs of the head. */
        public Builder classes(final int number) {
            classes = number;
            return this;
        }

        /** Reduction of squeeze-and-excitation; none where nothing is said. */
        public Builder seReduction(final int reduction) {
            seReduction = reduction;
            return this;
        }

        /** How tokens are made of the image. */
        public Builder patchEmbedding(final PatchEmbedding embedding) {
            patchEmbedding = embedding;
            return this;
        }

        /** The architecture, which is not {@linkplain SwinConfiguration#validate() checked} yet. */
        public SwinConfiguration build() {
            return new SwinConfiguration(imageSize, patchSize, embeddingDimension, depths, heads, windowSize, mlpRatio, dropPathRate, classes, seReduction, patchEmbedding);
        }
    }
}
