package org.nififer.trainer.cli;

import org.nififer.core.network.SwinConfiguration;
import org.nififer.core.network.SwinPreset;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The network of a training from random weights: a preset, and what differs from it.
 */
final class ArchitectureOptions {

    /** What says of the network what initial weights say. */
    static final List<String> NAMES = List.of("--preset", "--embedding-dimension", "--depths", "--heads", "--window-size");

    @Option(names = "--preset", defaultValue = "swin-t", converter = Converters.Preset.class, completionCandidates = Converters.Preset.class,
            description = "The architecture: ${COMPLETION-CANDIDATES}. Initial weights bring their own.")
    private SwinPreset preset;

    @Option(names = "--embedding-dimension", paramLabel = "N", description = "Channels of the first stage instead of the preset's; each further stage doubles them.")
    private Integer embeddingDimension;

    @Option(names = "--depths", split = ",", paramLabel = "N", description = "Blocks of each stage instead of the preset's, such as 2,2,6,2.")
    private List<Integer> depths;

    @Option(names = "--heads", split = ",", paramLabel = "N", description = "Attention heads of each stage instead of the preset's, such as 3,6,12,24.")
    private List<Integer> heads;

    @Option(names = "--window-size", paramLabel = "N", description = "The side of an attention window in tokens instead of the preset's.")
    private Integer windowSize;

    /**
     * The network.
     *
     * @param imageSize its input in pixels, where it is not the preset's
     */
    SwinConfiguration configuration(final OptionalInt imageSize) {
        final SwinConfiguration base = preset.configuration();
        return new SwinConfiguration(imageSize.orElse(base.imageSize()), base.patchSize(), Objects.requireNonNullElse(embeddingDimension, base.embeddingDimension()),
                Objects.requireNonNullElse(depths, base.depths()), Objects.requireNonNullElse(heads, base.heads()), Objects.requireNonNullElse(windowSize, base.windowSize()),
                base.mlpRatio(), base.dropPathRate(), base.classes(), base.seReduction());
    }
}
