package org.nififer.cli;

import org.nififer.model.ModelVariant;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkPreset;
import org.nififer.trainer.run.InitialWeights;
import org.nififer.trainer.run.TrainingSettings;
import picocli.CommandLine.Option;

import java.io.IOException;
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
     * The network of a training from random weights.
     *
     * @param imageSize of the other rows, pixels
     */
    NetworkConfiguration preset(final int imageSize) {
        final NetworkPreset byImageSize = imageSize >= LARGE_IMAGE ? NetworkPreset.RESNET_50 : NetworkPreset.RESNET_MINI;
        return (preset == null ? byImageSize : preset).configuration().withImageSize(imageSize);
    }

    /** Opens the weights, to be closed by the caller. */
    InitialWeights open(final NetworkOptions network, final TrainingSettings presetSettings) throws IOException {
        return network.open(initialWeights, ModelVariant.SWIN, presetSettings);
    }
}
