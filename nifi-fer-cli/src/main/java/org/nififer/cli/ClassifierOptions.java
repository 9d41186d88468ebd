package org.nififer.cli;

import org.nififer.model.ClassifierSettings;
import org.nififer.network.ComputeDevice;
import org.nififer.network.Precision;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a model computes.
 */
final class ClassifierOptions {

    /** What a model is, for the commands that use one. */
    static final String MODEL = "The model, a .safetensors of nifi-fer, or a .onnx with its description beside it.";

    private static final String AUTO = "auto";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--device", defaultValue = AUTO, paramLabel = "auto|cpu|gpu:N",
            description = "Where the model computes; auto is the first GPU, or the CPU where there is none.")
    private String device;

    @Option(names = "--precision", defaultValue = AUTO, paramLabel = "auto|fp32|bf16|fp16",
            description = "Of the matrix products; auto is what the device is fastest in. A .onnx computes in the types that it has, also beside a model with a precision.")
    private String precision;

    @Option(names = "--batch-limit", defaultValue = "" + ClassifierSettings.DEFAULT_BATCH,
            description = "Images computed at a time, 1 to " + ClassifierSettings.MAXIMUM_BATCH + ".")
    private int batchLimit;

    @Option(names = "--cores", defaultValue = "0", description = "With how many cores; 0 for all.")
    private int cores;

    @Option(names = "--mirrored", description = "Answer with the mean of the logits of each image and of its mirror image, in twice the time.")
    private boolean mirrored;

    ClassifierSettings settings() {
        return CommonOptions.settings(spec, () -> new ClassifierSettings(AUTO.equals(device) ? Optional.empty() : Optional.of(ComputeDevice.ofLabel(device)), precision(),
                batchLimit, cores, false, mirrored));
    }

    private Optional<Precision> precision() {
        if (AUTO.equals(precision)) {
            return Optional.empty();
        }

        return Optional.of(Arrays.stream(Precision.values()).filter(value -> value.label().equals(precision)).findFirst().orElseThrow(
                () -> new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is no precision; expected auto, fp32, bf16 or fp16", precision))));
    }
}
