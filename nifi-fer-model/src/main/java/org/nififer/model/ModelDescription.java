package org.nififer.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a model file says about its weights, as JSON under the key {@value ModelFile#METADATA_KEY} of its metadata.
 *
 * @param architecture       the network
 * @param labels             the name of each output, as many as the architecture has classes; of a model that recognises expressions, their labels
 * @param mean               subtracted from each channel (R, G, B) of an image scaled to 0..1
 * @param std                what the difference is divided by
 * @param colour             what it knows of colours: {@code rgb}, or {@code grey}, the luminance in all three channels; rgb where a file does not say it
 * @param datasetFingerprint which dataset it was trained on; null where unknown
 * @param training           the settings and the course of the training; null where unknown
 * @param metrics            what was measured; null where unknown
 * @param temperature        what logits are divided by before the softmax, so that probabilities are calibrated; null for 1, as the training leaves them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDescription(NetworkConfiguration architecture, List<String> labels, List<Double> mean, List<Double> std, ImageColour colour, String datasetFingerprint,
                               JsonNode training, JsonNode metrics, Double temperature) {

    /** Temperatures are below it. */
    static final double MAXIMUM_TEMPERATURE = 1e4;

    public ModelDescription {
        colour = colour == null ? ImageColour.RGB : colour;
    }

    /** A model of all eight expressions in the order of their ids, with the paper's normalisation: mean = std = 0.5. */
    public static ModelDescription of(final NetworkConfiguration architecture) {
        return of(architecture, expressionLabels(), Normalization.HALF);
    }

    /** The labels of a model that recognises all eight expressions, in the order of their ids. */
    public static List<String> expressionLabels() {
        return Expression.all().stream().map(Expression::label).toList();
    }

    /** A model that has not been trained here. */
    public static ModelDescription of(final NetworkConfiguration architecture, final List<String> labels, final Normalization normalization) {
        return new ModelDescription(architecture, labels, normalization.mean(), normalization.std(), ImageColour.RGB, null, null, null, null);
    }

    /** Which network it is, one of the paper's or resnet; written to the file for its readers, derived from the architecture here. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public String variant() {
        return switch (architecture) {
            case SwinConfiguration swin -> ModelVariant.of(swin).label();
            case ResNetConfiguration resNet -> resNet.family();
        };
    }

    /** The same model for other colours. */
    public ModelDescription withColour(final ImageColour other) {
        return new ModelDescription(architecture, labels, mean, std, other, datasetFingerprint, training, metrics, temperature);
    }

    /** The same model after a training. */
    public ModelDescription withTraining(final String fingerprint, final JsonNode trainingSummary, final JsonNode trainingMetrics) {
        return new ModelDescription(architecture, labels, mean, std, colour, fingerprint, trainingSummary, trainingMetrics, null);
    }

    /** The same model after a calibration. */
    public ModelDescription withTemperature(final double calibrated) {
        return new ModelDescription(architecture, labels, mean, std, colour, datasetFingerprint, training, metrics, calibrated);
    }

    /** What logits are divided by. */
    double softmaxTemperature() {
        return temperature == null ? 1 : temperature;
    }

    /**
     * The expression of each output.
     *
     * @throws IllegalArgumentException where a label is none, which {@link #requireExpressions} tells before
     */
    public List<Expression> expressions() {
        return labels.stream().map(Expression::ofLabel).toList();
    }

    /**
     * Checks that every output is an expression. Weights that only start a training may have others.
     *
     * @param file what the error message calls the file
     * @throws InvalidInputException naming the first label that is none
     */
    public void requireExpressions(final String file) throws InvalidInputException {
        try {
            expressions();
        } catch (final IllegalArgumentException e) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s does not recognise expressions: the label %s. It can start a training; where its ",
                    file, e.getMessage()) + "outputs are expressions, convert --labels names them", e);
        }
    }

    /**
     * Checks that the parts are there and fit each other.
     *
     * @param file what error messages call the file
     */
    void validate(final String file) throws InvalidInputException {
        if (architecture == null || !isComplete(labels) || !isComplete(mean) || !isComplete(std)) {
            throw invalid(file, "lacks architecture, labels, mean or std, or a part of them, in its description");
        }

        try {
            architecture.validate();
        } catch (final InvalidInputException e) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s: %s", file, e.getMessage()), e);
        }

        if (labels.stream().anyMatch(String::isBlank)) {
            throw invalid(file, "has an empty label");
        }

        if (labels.size() != architecture.classes() || new HashSet<>(labels).size() != labels.size()) {
            throw invalid(file, String.format(Locale.ROOT, "has %d labels, %d of them different, for %d classes; each class needs its own", labels.size(),
                    new HashSet<>(labels).size(), architecture.classes()));
        }

        if (mean.size() != 3 || std.size() != 3 || mean.stream().anyMatch(value -> !Double.isFinite(value)) || std.stream().anyMatch(value -> !(value > 0 && value < 1e6))) {
            throw invalid(file, String.format(Locale.ROOT, "has mean %s and std %s; three numbers each were expected, std positive", mean, std));
        }

        if (colour == ImageColour.BGR) {
            throw invalid(file, "has the colour bgr; expected rgb or grey");
        }

        if (!(softmaxTemperature() > 0 && softmaxTemperature() < MAXIMUM_TEMPERATURE)) {
            throw invalid(file, String.format(Locale.ROOT, "has the temperature %s; expected a number above 0 and below %s", temperature, MAXIMUM_TEMPERATURE));
        }
    }

    private static boolean isComplete(final List<?> values) {
        return values != null && values.stream().allMatch(Objects::nonNull);
    }

    private static InvalidInputException invalid(final String file, final String message) {
        return new InvalidInputException(Code.INVALID_MODEL, file + " " + message);
    }
}
