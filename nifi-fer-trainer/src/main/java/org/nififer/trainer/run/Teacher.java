package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetIndex;
import org.nififer.model.ExpressionClassifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A trained model whose answers are targets of another one, for samples that nobody has labelled and, by its weight, for the others (Hinton, Vinyals and Dean, 2015; Deng, Chen
 * and Shi, 2020, for faces). As JSON it is what decides the result of a run: not where its file lies.
 *
 * @param file        a {@code .safetensors} of nifi-fer or a {@code .onnx}
 * @param modelId     of that file
 * @param expressions that it tells apart; the others get nothing of its answers
 * @param weight      how much of the target of a labelled sample is its answer, 0 to 1; that of an unlabelled one is all of it
 * @param temperature what its logits are divided by before the softmax, above 0; beside the one that it was calibrated with
 */
public record Teacher(@JsonIgnore Path file, String modelId, @JsonIgnore List<Expression> expressions, double weight, double temperature) {

    public static final double DEFAULT_WEIGHT = 0;
    public static final double DEFAULT_TEMPERATURE = 1;
    /** More would make nearly the same answer for all faces. */
    public static final double LARGEST_TEMPERATURE = 20;

    /**
     * Opens a model to see that it can be used, and closes it.
     *
     * @throws InvalidInputException where it is no model that classifies expressions, tells apart only one of them, or weight or temperature are out of range
     */
    public static Teacher open(final Path file, final double weight, final double temperature) throws IOException {
        SettingRange.require(weight >= 0 && weight <= 1, "teacher weight", weight, "0 (only unlabelled samples learn from the teacher) to 1");
        SettingRange.require(temperature > 0 && temperature <= LARGEST_TEMPERATURE, "teacher temperature", temperature, "above 0 and at most " + LARGEST_TEMPERATURE);
        try (ExpressionClassifier classifier = ExpressionClassifier.open(file)) {
            if (classifier.expressions().size() < 2) {
                throw new InvalidInputException(Code.INVALID_MODEL,
                        String.format(Locale.ROOT, "The teacher %s only knows %s, which it answers for every face; expected a model of several expressions", file,
                        classifier.expressions().stream().map(Expression::label).toList()));
            }

            return new Teacher(file, classifier.modelId(), classifier.expressions(), weight, temperature);
        }
    }

    /**
     * The model, to be closed by the caller.
     *
     * @throws InvalidInputException where the file has become another one
     */
    ExpressionClassifier classifier() throws IOException {
        final ExpressionClassifier classifier = ExpressionClassifier.open(file);
        if (!classifier.modelId().equals(modelId)) {
            classifier.close();
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "The teacher %s was model %s and is now %s; it was replaced while it was in use", file,
                    modelId,
                    classifier.modelId()));
        }

        return classifier;
    }

    /** Those of some samples that it is asked about: the unlabelled ones, and with a weight also those of the expressions that it knows. */
    int[] asked(final DatasetIndex dataset, final int[] samples) {
        return Arrays.stream(samples).filter(sample -> dataset.expression(sample).map(label -> weight > 0 && expressions.contains(label)).orElse(true)).toArray();
    }
}
