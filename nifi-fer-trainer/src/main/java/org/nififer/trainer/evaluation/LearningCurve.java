package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a training went, epoch by epoch (the paper's Figure 5).
 *
 * @param epochs   in their order; those after the best one are only known from the report of the run
 * @param bestEpoch whose weights are the model; 0 where unknown
 */
public record LearningCurve(List<Epoch> epochs, int bestEpoch) {

    /**
     * One epoch.
     *
     * @param epoch              from 1
     * @param learningRate       of its last step
     * @param trainingLoss       mean cross-entropy
     * @param trainingAccuracy   of the same passes, 0 to 1; null where the run did not count it, as earlier versions
     * @param validationLoss     mean negative log-likelihood of the labels; null where the run did not count it
     * @param validationAccuracy 0 to 1
     * @param validationF1       weighted F1, 0 to 1
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Epoch(int epoch, double learningRate, double trainingLoss, Double trainingAccuracy, Double validationLoss, double validationAccuracy, double validationF1) {
    }

    /** The field of a model's training summary with its epochs so far. */
    public static final String HISTORY = "history";

    /**
     * Reads the epochs in the training summary of a model, up to its own.
     *
     * @param summary may be null
     * @param name    what error messages call it
     * @return null where it has no epochs
     * @throws InvalidInputException where an epoch lacks a number
     */
    public static LearningCurve ofModel(final JsonNode summary, final String name) throws InvalidInputException {
        return summary == null ? null : read(summary, HISTORY, name);
    }

    /**
     * Reads all epochs in the report of a run.
     *
     * @param name what error messages call it
     * @return null where it has no epochs
     * @throws InvalidInputException where an epoch lacks a number
     */
    public static LearningCurve ofReport(final JsonNode report, final String name) throws InvalidInputException {
        return read(report, "epochs", name);
    }

    private static LearningCurve read(final JsonNode training, final String field, final String name) throws InvalidInputException {
        if (training.path(field).isEmpty()) {
            return null;
        }

        final List<Epoch> epochs = new ArrayList<>();
        for (final JsonNode epoch : training.path(field)) {
            epochs.add(new Epoch((int) number(epoch, "epoch", name), number(epoch, "learningRate", name), number(epoch, "trainingLoss", name),
                    numberOrNull(epoch, "trainingAccuracy", name), numberOrNull(epoch, "validationLoss", name),
                    number(epoch, "validationAccuracy", name), number(epoch, "validationF1", name)));
        }

        return new LearningCurve(List.copyOf(epochs), training.path("bestEpoch").asInt());
    }

    private static Double numberOrNull(final JsonNode epoch, final String field, final String name) throws InvalidInputException {
        return epoch.has(field) ? (Double) number(epoch, field, name) : null;
    }

    private static double number(final JsonNode epoch, final String field, final String name) throws InvalidInputException {
        if (!epoch.path(field).isNumber()) {
            throw new InvalidInputException(Code.INVALID_SETTING,
                    String.format(Locale.ROOT, "%s has the epoch %s without a number %s; expected epochs as a training run writes them", name, epoch, field));
        }

        return epoch.path(field).asDouble();
    }
}
