package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.model.ModelVariant;
import org.nififer.network.NetworkConfiguration;
import org.nififer.trainer.run.InitialWeights;
import org.nififer.trainer.run.TrainingSettings;
import org.nififer.trainer.run.TransferredWeights;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a training starts from: random weights of a preset, or a file of weights, which brings its architecture.
 */
final class NetworkOptions {

    @Spec(Target.MIXEE)
    private CommandSpec specification;

    @Mixin
    private ArchitectureOptions architecture;

    @Option(names = "--initial-weights", paramLabel = "WEIGHTS", description = "What the training starts from instead of random weights: a .safetensors of timm, "
            + "a .pth of torchvision or of the authors of Swin, or a model of nifi-fer; of a Swin or a ResNet. A head of another size is replaced by a random one.")
    private Path initialWeights;

    @Mixin
    private WeightOptions weightOptions;

    /** The name of the preset. */
    String presetName() {
        return architecture.preset();
    }

    /** Whether the preset is a Swin Transformer. */
    boolean isSwin() {
        return architecture.isSwin();
    }

    /** Whether a file of weights is given. */
    boolean hasInitialWeights() {
        return initialWeights != null;
    }

    /** The network of a training from random weights. */
    NetworkConfiguration preset(final ModelVariant variant) {
        return variant.apply(architecture.configuration(weightOptions.imageSize()));
    }

    /**
     * Checks what can be checked before any file is read.
     *
     * @param presetSettings of a training from random weights
     * @throws ParameterException where a value is out of range or options exclude each other
     */
    void check(final TrainingSettings presetSettings) {
        try {
            presetSettings.validate();
        } catch (final InvalidInputException e) {
            throw new ParameterException(specification.commandLine(), e.getMessage(), e);
        }

        if (architecture.hasSwinOptions() && !architecture.isSwin()) {
            throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "%s are a Swin's, and %s is none; --depths and --image-size fit it",
                    ArchitectureOptions.SWIN_NAMES, architecture.preset()));
        }

        if (initialWeights == null && weightOptions.normalization().isPresent()) {
            throw new ParameterException(specification.commandLine(), "--normalization goes with --initial-weights, which is missing");
        }

        final String given = ArchitectureOptions.NAMES.stream().filter(specification.commandLine().getParseResult()::hasMatchedOption).collect(Collectors.joining(", "));
        if (initialWeights != null && !given.isEmpty()) {
            throw new ParameterException(specification.commandLine(),
                    String.format(Locale.ROOT, "%s and --initial-weights exclude each other: the weights bring their architecture", given));
        }
    }

    /**
     * Opens the weights, to be closed by the caller.
     *
     * @param presetSettings of a training from random weights
     */
    InitialWeights open(final ModelVariant variant, final TrainingSettings presetSettings) throws IOException {
        return open(initialWeights, variant, presetSettings);
    }

    /**
     * Opens weights that another option names, as the options here say.
     *
     * @param file null for random weights
     */
    InitialWeights open(final Path file, final ModelVariant variant, final TrainingSettings presetSettings) throws IOException {
        return file == null ? InitialWeights.random(presetSettings.architecture())
                : TransferredWeights.open(file, variant, weightOptions.imageSize(), weightOptions.normalization());
    }
}
