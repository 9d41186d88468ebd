package org.nififer.trainer.cli;

import org.nififer.core.model.Normalization;
import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a file of weights may leave open.
 */
final class WeightOptions {

    @Option(names = "--image-size", paramLabel = "PIXELS", description = "The side of the images that go with the weights; read off them, or the size at which the last stage is "
            + "one window (224 for a window of 7), where it is not given.")
    private Integer imageSize;

    @Option(names = "--normalization", converter = Converters.ImageNormalization.class, completionCandidates = Converters.ImageNormalization.class, paramLabel = "NAME",
            description = "Of the images that go with the weights: ${COMPLETION-CANDIDATES}. half is mean and deviation 0.5, as in the paper. A model of nifi-fer keeps its own "
                    + "where it is not given; other weights get imagenet, with which they were trained.")
    private Normalization normalization;

    OptionalInt imageSize() {
        return imageSize == null ? OptionalInt.empty() : OptionalInt.of(imageSize);
    }

    Optional<Normalization> normalization() {
        return Optional.ofNullable(normalization);
    }

    /** Whether any of the options was given. */
    boolean isGiven() {
        return imageSize != null || normalization != null;
    }
}
