package org.nififer.cli;

import org.nififer.model.Normalization;
import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a file of weights may leave open.
 */
final class WeightOptions {

    @Option(names = "--image-size", paramLabel = "PIXELS", description = "The side of the images. Where it is not given, it is read off the weights, or is the size at which their "
            + "last stage is one window (224 for a window of 7).")
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
}
