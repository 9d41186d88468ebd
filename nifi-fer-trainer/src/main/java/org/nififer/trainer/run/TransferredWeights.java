package org.nififer.trainer.run;

import org.nififer.model.ModelDescription;
import org.nififer.model.ModelVariant;
import org.nififer.model.Normalization;
import org.nififer.model.PretrainedWeights;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Pretrained weights as the start of a training for the eight expressions. The architecture is that of the weights; a head of another size or of other labels
 * is replaced by a random one, and squeeze-and-excitation is random where the weights lack it. Each such decision is a note.
 */
public final class TransferredWeights implements InitialWeights {

    private final PretrainedWeights weights;
    private final ModelDescription description;
    private final boolean keepsHead;
    private final Origin origin;

    private TransferredWeights(final PretrainedWeights weights, final ModelVariant variant, final Optional<Normalization> normalization) {
        final NetworkConfiguration source = weights.architecture();
        final List<String> labels = ModelDescription.expressionLabels();
        final List<String> notes = new ArrayList<>();
        this.weights = weights;
        keepsHead = weights.hasHead() && source.classes() == labels.size() && weights.model().map(model -> model.labels().equals(labels)).orElse(true);
        if (!keepsHead) {
            notes.add(String.format(Locale.ROOT, "The head %s is replaced by a random one of %d outputs", describeHead(weights, labels), labels.size()));
        } else if (weights.model().isEmpty()) {
            notes.add(String.format(Locale.ROOT, "The head of %d outputs is kept; they are taken for %s", labels.size(), String.join(", ", labels)));
        }

        final NetworkConfiguration target = variant.apply(source.withClasses(labels.size()));
        if (source.seReduction() == 0 && target.seReduction() > 0) {
            notes.add("The weights have no squeeze-and-excitation; it starts from random values");
        } else if (source.seReduction() > 0 && target.seReduction() == 0) {
            notes.add("The squeeze-and-excitation of the weights is left out");
        }

        description = describe(target, labels, normalization);
        notes.add(String.format(Locale.ROOT, "Images are normalized by mean %s and standard deviation %s, as %s", description.mean(), description.std(), normalization.isPresent()
                ? "was asked for" : weights.model().isPresent() ? "those of the model before" : "published weights were trained"));
        origin = new Origin(Path.of(weights.file()).getFileName().toString(), weights.sha256(), weights.format(), description.mean(), description.std(), List.copyOf(notes));
    }

    /**
     * Opens and checks a file of weights.
     *
     * @param imageSize     the side of the images in pixels, where another one than the weights' own shall be used
     * @param normalization of the images; where empty, that of a model of nifi-fer, and else ImageNet's, with which published weights are trained
     * @throws org.nififer.common.InvalidInputException naming the file and what is wrong with it
     */
    public static TransferredWeights open(final Path file, final ModelVariant variant, final OptionalInt imageSize, final Optional<Normalization> normalization)
            throws IOException {
        return new TransferredWeights(PretrainedWeights.open(file, imageSize), variant, normalization);
    }

    private static String describeHead(final PretrainedWeights weights, final List<String> labels) {
        final int outputs = weights.architecture().classes();
        if (weights.hasHead()) {
            return outputs == labels.size() ? String.format(Locale.ROOT, "of %d outputs with other labels", outputs) : String.format(Locale.ROOT, "of %d outputs", outputs);
        }

        return "that the weights lack";
    }

    private ModelDescription describe(final NetworkConfiguration architecture, final List<String> labels, final Optional<Normalization> normalization) {
        if (normalization.isEmpty() && weights.model().isPresent()) {
            return new ModelDescription(architecture, labels, weights.model().get().mean(), weights.model().get().std(), weights.model().get().colour(), null, null, null, null);
        }

        return ModelDescription.of(architecture, labels, normalization.orElse(Normalization.IMAGENET));
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public NetworkParameters load(final long seed) throws IOException {
        return weights.load(description.architecture(), keepsHead, seed);
    }

    @Override
    public Optional<Origin> origin() {
        return Optional.of(origin);
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
