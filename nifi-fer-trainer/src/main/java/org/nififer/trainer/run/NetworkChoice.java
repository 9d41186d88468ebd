package org.nififer.trainer.run;

import org.nififer.model.ModelVariant;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkPreset;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which network is trained, part of the {@linkplain TrainingRequest.Builder making} of a request: a preset and what differs from it, or the one that a file of weights brings.
 * What is null is as the preset or the file has it.
 */
public final class NetworkChoice {

    private NetworkPreset preset = NetworkPreset.SWIN_T;
    private Integer embeddingDimension;
    private List<Integer> depths;
    private List<Integer> heads;
    private Integer windowSize;
    private Integer patchSize;
    private PatchEmbedding patchEmbedding;
    private Path initialWeights;
    private Integer imageSize;
    private Normalization normalization;
    private ModelVariant variant = ModelVariant.SWIN_SE;
    private Double dropPathRate;

    NetworkChoice() {
    }

    /** Without effect, as all that says of the network what weights say, where there are initial weights. */
    public NetworkChoice preset(final NetworkPreset value) {
        preset = value;
        return this;
    }

    /** See {@link SwinConfiguration#embeddingDimension}; of a Swin Transformer only, as all but the depths. */
    public NetworkChoice embeddingDimension(final Integer value) {
        embeddingDimension = value;
        return this;
    }

    /** Blocks of each stage. */
    public NetworkChoice depths(final List<Integer> value) {
        depths = value;
        return this;
    }

    /** See {@link SwinConfiguration#heads}. */
    public NetworkChoice heads(final List<Integer> value) {
        heads = value;
        return this;
    }

    /** See {@link SwinConfiguration#windowSize}. */
    public NetworkChoice windowSize(final Integer value) {
        windowSize = value;
        return this;
    }

    /** See {@link SwinConfiguration#patchSize}. */
    public NetworkChoice patchSize(final Integer value) {
        patchSize = value;
        return this;
    }

    /** See {@link SwinConfiguration#patchEmbedding}. */
    public NetworkChoice patchEmbedding(final PatchEmbedding value) {
        patchEmbedding = value;
        return this;
    }

    /** The path of a file of weights; null for random ones. */
    public NetworkChoice initialWeights(final Path value) {
        initialWeights = value;
        return this;
    }

    /** Side of the images, pixels. */
    public NetworkChoice imageSize(final Integer value) {
        imageSize = value;
        return this;
    }

    /** Of the images that go with initial weights; those of random weights are normalised as in the paper. */
    public NetworkChoice normalization(final Normalization value) {
        normalization = value;
        return this;
    }

    /** With squeeze-and-excitation or without; a ResNet has none either way. */
    public NetworkChoice variant(final ModelVariant value) {
        variant = value;
        return this;
    }

    /** Stochastic depth of the last block. */
    public NetworkChoice dropPathRate(final Double value) {
        dropPathRate = value;
        return this;
    }

    /** The file that the training starts from; empty for random weights. */
    Optional<TrainingRequest.WeightFile> weights() {
        return Optional.ofNullable(initialWeights).map(file -> new TrainingRequest.WeightFile(file, variant, imageSize, normalization, dropPathRate));
    }

    /** The network of random weights. */
    NetworkConfiguration architecture() {
        final NetworkConfiguration changed = switch (preset.configuration()) {
            case SwinConfiguration swin -> new SwinConfiguration(Objects.requireNonNullElse(imageSize, swin.imageSize()), Objects.requireNonNullElse(patchSize, swin.patchSize()),
                    Objects.requireNonNullElse(embeddingDimension, swin.embeddingDimension()), Objects.requireNonNullElse(depths, swin.depths()),
                    Objects.requireNonNullElse(heads, swin.heads()), Objects.requireNonNullElse(windowSize, swin.windowSize()), swin.mlpRatio(), swin.dropPathRate(),
                    swin.classes(), swin.seReduction(), Objects.requireNonNullElse(patchEmbedding, swin.patchEmbedding()));
            case ResNetConfiguration resNet -> new ResNetConfiguration(Objects.requireNonNullElse(imageSize, resNet.imageSize()), resNet.width(),
                    Objects.requireNonNullElse(depths, resNet.depths()), resNet.dropPathRate(), resNet.classes());
        };
        final NetworkConfiguration network = variant.apply(changed);
        return dropPathRate == null ? network : network.withDropPathRate(dropPathRate);
    }
}
