package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.model.Normalization;
import org.nififer.model.PretrainedWeights;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;
import org.nififer.weights.WeightType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * {@code convert}: weights of another project as a model file.
 */
@Command(name = "convert", mixinStandardHelpOptions = true,
        description = "Writes pretrained weights of a Swin Transformer or a ResNet as a model file. They come as a .safetensors of timm, as a .pth of torchvision or of the "
                + "authors of Swin, or as a model of nifi-fer. The architecture is read off the tensors; the head is kept. No code in a .pth is run.")
final class ConvertCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "WEIGHTS", description = "The weights.")
    private Path weightsFile;

    @Option(names = "--output", required = true, paramLabel = "M.safetensors", description = "The model to write.")
    private Path output;

    @Option(names = "--labels", split = ",", paramLabel = "LABEL", description = "The names of the outputs in their order. A model that recognises expressions has their "
            + "labels: fear, sadness, happiness, anger, disgust, surprise, neutral, contempt, which is what eight outputs are taken for without this option. Other numbers of "
            + "outputs are called class0, class1 and so on; such a model can start a training.")
    private List<String> labels;

    @Option(names = "--weight-type", paramLabel = "f32|f16", defaultValue = "f32", converter = Converters.Stored.class,
            description = "How the file keeps the weights (default f32); f16 takes half the place, and is computed with as f32 is.")
    private WeightType weightType;

    @Mixin
    private WeightOptions options;

    @Override
    public Integer call() throws IOException {
        FileOutput.requireWritableModel(output, List.of(weightsFile));
        try (PretrainedWeights weights = PretrainedWeights.open(weightsFile, options.imageSize())) {
            final ModelDescription description = description(weights);
            try (NetworkParameters parameters = weights.load()) {
                ModelFile.write(output, description, parameters, weightType);
            }

            report(weights, description);
            return 0;
        }
    }

    private ModelDescription description(final PretrainedWeights weights) throws InvalidInputException {
        final NetworkConfiguration architecture = weights.architecture();
        if (labels != null && labels.size() != architecture.classes()) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "--labels has %d names, but the head of %s has %d outputs; expected a name for each",
                    labels.size(), weightsFile, architecture.classes()));
        }

        if (weights.model().isEmpty()) {
            return ModelDescription.of(architecture, labels == null ? defaultLabels(architecture.classes()) : labels, options.normalization().orElse(Normalization.IMAGENET));
        }

        final ModelDescription model = weights.model().get();
        return new ModelDescription(architecture, labels == null ? model.labels() : labels, options.normalization().map(Normalization::mean).orElse(model.mean()),
                options.normalization().map(Normalization::std).orElse(model.std()), model.colour(), model.datasetFingerprint(), model.training(), model.metrics(),
                options.normalization().isPresent() ? null : model.temperature());
    }

    private static List<String> defaultLabels(final int outputs) {
        final List<String> expressions = ModelDescription.expressionLabels();
        return outputs == expressions.size() ? expressions : IntStream.range(0, outputs).mapToObj(output -> "class" + output).toList();
    }

    private void report(final PretrainedWeights weights, final ModelDescription description) {
        final PrintWriter out = specification.commandLine().getOut();
        final NetworkConfiguration architecture = description.architecture();
        out.printf(Locale.ROOT, "%s weights: %s for %s; %,d parameters%n", weights.format().label(), description.variant(), architecture.summary(), architecture.parameterCount());
        out.printf(Locale.ROOT, "images normalized by mean %s and standard deviation %s%n", description.mean(), description.std());
        out.printf(Locale.ROOT, "%d outputs: %s%n", architecture.classes(), outputs(description));
        out.printf(Locale.ROOT, "written to %s%n", output);
        out.flush();
    }

    private static String outputs(final ModelDescription description) {
        final List<String> names = description.labels();
        if (ModelDescription.expressionLabels().containsAll(names)) {
            return String.join(", ", names);
        }

        return String.format(Locale.ROOT, "%s to %s, not all of them expressions: the model can start a training, but classifies no faces", names.getFirst(), names.getLast());
    }
}
