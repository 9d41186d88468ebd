package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.util.ArrayList;
import java.util.List;

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
     * @param learningRate       of its steps
     * @param trainingLoss       mean cross-entropy
     * @param validationAccuracy 0 to 1
     * @param validationF1       weighted F1, 0 to 1
     */
    public record Epoch(int epoch, double learningRate, double trainingLoss, double validationAccuracy, double validationF1) {
    }

    /**
     * Reads the {@code epochs} and the {@code bestEpoch} that the report of a run and the training summary of a model have.
     *
     * @param training the report or the summary; may be null
     * @param name     what error messages call it
     * @return null where it has no epochs
     * @throws InvalidInputException where an epoch lacks a number
     */
    public static LearningCurve read(final JsonNode training, final String name) throws InvalidInputException {
        if (training == null || training.path("epochs").isEmpty()) {
            return null;
        }

        final List<Epoch> epochs = new ArrayList<>();
        for (final JsonNode epoch : training.path("epochs")) {
            epochs.add(new Epoch((int) number(epoch, "epoch", name), number(epoch, "learningRate", name), number(epoch, "trainingLoss", name),
                    number(epoch, "validationAccuracy", name), number(epoch, "validationF1", name)));
        }

        return new LearningCurve(List.copyOf(epochs), training.path("bestEpoch").asInt());
    }

    private static double number(final JsonNode epoch, final String field, final String name) throws InvalidInputException {
        if (!epoch.path(field).isNumber()) {
            throw new InvalidInputException(Code.INVALID_SETTING, "%s has the epoch %s without a number %s; expected the report.json of a training run"
                    .formatted(name, epoch, field));
        }

        return epoch.path(field).asDouble();
    }
}
