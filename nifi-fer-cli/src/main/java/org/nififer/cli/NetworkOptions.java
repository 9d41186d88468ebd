package org.nififer.cli;

import org.nififer.network.NetworkPreset;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.SwinConfiguration;
import org.nififer.trainer.run.NetworkChoice;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a training starts from: random weights of a preset and what differs from it, or a file of weights, which brings its architecture.
 */
final class NetworkOptions {

    /** What says of the network what initial weights say. */
    private static final List<String> ARCHITECTURE = List.of("--preset", "--embedding-dimension", "--depths", "--heads", "--window-size", "--patch-size", "--patch-embedding");
    /** Those of them that only a Swin Transformer has. */
    private static final String SWIN = "--embedding-dimension, --heads, --window-size, --patch-size and --patch-embedding";

    @Spec(Target.MIXEE)
    private CommandSpec specification;

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

    @Option(names = "--initial-weights", paramLabel = "WEIGHTS", description = "What the training starts from instead of random weights: a .safetensors of timm, "
            + "a .pth of torchvision or of the authors of Swin, or a model of nifi-fer; of a Swin or a ResNet. A head of another size is replaced by a random one.")
    private Path initialWeights;

    @Mixin
    private WeightOptions weightOptions;

    /** The name of the preset. */
    String presetName() {
        return preset.label();
    }

    /** Whether the preset is a Swin Transformer. */
    boolean isSwin() {
        return preset.configuration() instanceof SwinConfiguration;
    }

    /** Side of the images of random weights, pixels. */
    int imageSize() {
        return weightOptions.imageSize().orElse(preset.configuration().imageSize());
    }

    /** Whether a file of weights is given. */
    boolean hasInitialWeights() {
        return initialWeights != null;
    }

    /** Chooses the network. */
    void apply(final NetworkChoice network) {
        applyImages(network);
        network.preset(preset).embeddingDimension(embeddingDimension).depths(depths).heads(heads).windowSize(windowSize).patchSize(patchSize).patchEmbedding(patchEmbedding)
                .initialWeights(initialWeights);
    }

    /** Chooses what every network of a command has in common. */
    void applyImages(final NetworkChoice network) {
        network.imageSize(weightOptions.imageSize().isPresent() ? weightOptions.imageSize().getAsInt() : null).normalization(weightOptions.normalization().orElse(null));
    }

    /**
     * Checks which options go together.
     *
     * @throws ParameterException where some exclude each other
     */
    void check() {
        final boolean hasSwinOptions = embeddingDimension != null || heads != null || windowSize != null || patchSize != null || patchEmbedding != null;
        if (hasSwinOptions && !isSwin()) {
            throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "%s are a Swin's, and %s is none; --depths and --image-size fit it",
                    SWIN, preset.label()));
        }

        if (initialWeights == null && weightOptions.normalization().isPresent()) {
            throw new ParameterException(specification.commandLine(), "--normalization goes with --initial-weights, which is missing");
        }

        final String given = ARCHITECTURE.stream().filter(specification.commandLine().getParseResult()::hasMatchedOption).collect(Collectors.joining(", "));
        if (initialWeights != null && !given.isEmpty()) {
            throw new ParameterException(specification.commandLine(),
                    String.format(Locale.ROOT, "%s and --initial-weights exclude each other: the weights bring their architecture", given));
        }
    }
}
