package org.nififer.cli;

import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkPreset;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The network of a training from random weights: a preset, and what differs from it.
 */
final class ArchitectureOptions {

    /** What says of the network what initial weights say. */
    static final List<String> NAMES = List.of("--preset", "--embedding-dimension", "--depths", "--heads", "--window-size", "--patch-size", "--patch-embedding");
    /** Those of them that only a Swin Transformer has. */
    static final String SWIN_NAMES = "--embedding-dimension, --heads, --window-size, --patch-size and --patch-embedding";

    @Option(names = "--preset", defaultValue = "swin-t", converter = Converters.Preset.class, completionCandidates = Converters.Preset.class,
            description = "The architecture: ${COMPLETION-CANDIDATES}. Initial weights bring their own.")
    private NetworkPreset preset;

    @Option(names = "--embedding-dimension", paramLabel = "N", description = "Of a Swin: channels of the first stage instead of the preset's; each further stage doubles them.")
    private Integer embeddingDimension;

    @Option(names = "--depths", split = ",", paramLabel = "N", description = "Blocks of each stage instead of the preset's, such as 2,2,6,2.")
    private List<Integer> depths;

    @Option(names = "--heads", split = ",", paramLabel = "N", description = "Of a Swin: attention heads of each stage instead of the preset's, such as 3,6,12,24.")
    private List<Integer> heads;

    @Option(names = "--window-size", paramLabel = "N", description = "Of a Swin: the side of an attention window in tokens instead of the preset's.")
    private Integer windowSize;

    @Option(names = "--patch-size", paramLabel = "N", description = "Of a Swin: the side of the square of pixels that makes one token, instead of the preset's; 2, 4, 8 or 16 "
            + "for a convolutional patch embedding.")
    private Integer patchSize;

    @Option(names = "--patch-embedding", paramLabel = "KIND", converter = Converters.Embedding.class, completionCandidates = Converters.Embedding.class,
            description = "Of a Swin: how tokens are made of the image instead of the preset's: ${COMPLETION-CANDIDATES}. Convolutions before the first stage make small "
                    + "networks learn much faster.")
    private PatchEmbedding patchEmbedding;

    /**
     * The network.
     *
     * @param imageSize its input in pixels, where it is not the preset's
     */
    NetworkConfiguration configuration(final OptionalInt imageSize) {
        return switch (preset.configuration()) {
            case SwinConfiguration swin -> SwinConfiguration.builder().imageSize(imageSize.orElse(swin.imageSize()))
                    .patchSize(Objects.requireNonNullElse(patchSize, swin.patchSize()))
                    .embeddingDimension(Objects.requireNonNullElse(embeddingDimension, swin.embeddingDimension()))
                    .stages(Objects.requireNonNullElse(depths, swin.depths()), Objects.requireNonNullElse(heads, swin.heads()))
                    .windowSize(Objects.requireNonNullElse(windowSize, swin.windowSize())).mlpRatio(swin.mlpRatio()).dropPathRate(swin.dropPathRate()).classes(swin.classes())
                    .seReduction(swin.seReduction()).patchEmbedding(Objects.requireNonNullElse(patchEmbedding, swin.patchEmbedding())).build();
            case ResNetConfiguration resNet -> new ResNetConfiguration(imageSize.orElse(resNet.imageSize()), resNet.width(),
                    Objects.requireNonNullElse(depths, resNet.depths()), resNet.dropPathRate(), resNet.classes());
        };
    }

    /** The name of the preset. */
    String preset() {
        return preset.label();
    }

    /** Whether the preset is a Swin Transformer. */
    boolean isSwin() {
        return preset.configuration() instanceof SwinConfiguration;
    }

    /** Whether an option was given that only a Swin Transformer has. */
    boolean hasSwinOptions() {
        return embeddingDimension != null || heads != null || windowSize != null || patchSize != null || patchEmbedding != null;
    }
}
