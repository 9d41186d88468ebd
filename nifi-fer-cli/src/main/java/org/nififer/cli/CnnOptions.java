package org.nififer.cli;

import org.nififer.model.ModelVariant;
import org.nififer.network.NetworkPreset;
import org.nififer.trainer.run.NetworkChoice;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/**
 * The convolutional network that an ablation compares with Swin Transformers.
 */
final class CnnOptions {

    /** From this size of the images on it is the large one. */
    private static final int LARGE_IMAGE = 112;

    @Option(names = "--cnn-preset", converter = Converters.CnnPreset.class, completionCandidates = Converters.CnnPreset.class,
            description = "The network of the row ResNet-SGD: ${COMPLETION-CANDIDATES}. If not given, resnet-50 for images of 112 pixels and more, else resnet-mini. "
                    + "Its images are as large as those of the other rows.")
    private NetworkPreset preset;

    @Option(names = "--cnn-initial-weights", paramLabel = "WEIGHTS",
            description = "What the row ResNet-SGD starts from instead of random weights, as --initial-weights for the others.")
    private Path initialWeights;

    /** Whether a file of weights is given. */
    boolean hasInitialWeights() {
        return initialWeights != null;
    }

    /**
     * Chooses the network.
     *
     * @param others the options of the other rows, whose images it sees
     */
    void apply(final NetworkChoice network, final NetworkOptions others) {
        others.applyImages(network);
        network.variant(ModelVariant.SWIN).initialWeights(initialWeights);
        if (initialWeights == null) {
            final int imageSize = others.imageSize();
            final NetworkPreset byImageSize = imageSize >= LARGE_IMAGE ? NetworkPreset.RESNET_50 : NetworkPreset.RESNET_MINI;
            network.preset(preset == null ? byImageSize : preset).imageSize(imageSize);
        }
    }
}
