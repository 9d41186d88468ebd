package org.nififer.trainer.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.trainer.evaluation.ConfidenceIntervals;
import org.nififer.trainer.evaluation.EvaluationMetrics;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * A run that was evaluated by itself, as the JSON of its evaluation tells it.
 *
 * @param dataset            what the evaluation calls the dataset
 * @param datasetFingerprint of the whole dataset
 * @param split              which of its samples were classified
 * @param run                the row, the seed and the figures
 */
public record EvaluatedRun(String dataset, String datasetFingerprint, String split, AblationResult.Run run) {

    /**
     * What is known of one row with one seed once it is trained.
     *
     * @param row                its name in the table
     * @param seed               of its training
     * @param epochs             that were trained
     * @param bestEpoch          whose weights are the model
     * @param trainingSeconds    of all steps, in whatever processes, without validation
     * @param validationAccuracy of the model, 0 to 1
     */
    public record Training(String row, long seed, int epochs, int bestEpoch, double trainingSeconds, double validationAccuracy) {
    }

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /**
     * Reads the evaluation of one model.
     *
     * @param trained    what is known of its training
     * @param evaluation JSON as {@code evaluate} writes it
     * @throws InvalidInputException where it is none, or one of several models
     * @throws IOException           where it cannot be read
     */
    public static EvaluatedRun read(final Training trained, final InputStream evaluation) throws IOException {
        try {
            final JsonNode json = MAPPER.readTree(evaluation);
            return new EvaluatedRun(part(json, "/dataset").asText(), part(json, "/datasetFingerprint").asText(), part(json, "/split").asText(),
                    new AblationResult.Run(trained.row(), trained.seed(), part(json, "/model/id").asText(), trained.epochs(), trained.bestEpoch(), trained.trainingSeconds(),
                            trained.validationAccuracy(), MAPPER.treeToValue(json, EvaluationMetrics.class),
                            MAPPER.treeToValue(part(json, "/intervals"), ConfidenceIntervals.class)));
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s has no evaluation of one model: %s; expected the JSON that evaluate writes",
                    name(trained.row(), trained.seed()), e.getOriginalMessage()), e);
        }
    }

    private static JsonNode part(final JsonNode json, final String path) throws JsonProcessingException {
        if (json.at(path).isMissingNode()) {
            throw new MissingPartException(path);
        }

        return json.at(path);
    }

    private static String name(final String row, final long seed) {
        return String.format(Locale.ROOT, "%s with seed %d", row, seed);
    }

    /** For messages. */
    String name() {
        return name(run.row(), run.seed());
    }

    /** What it was measured on. */
    String samples() {
        return String.format(Locale.ROOT, "the %d %s samples of dataset %s", run.test().samples(), split, datasetFingerprint);
    }

    /** As everything else that the JSON lacks. */
    private static final class MissingPartException extends JsonProcessingException {

        private MissingPartException(final String path) {
            super("it lacks " + path);
        }
    }
}
