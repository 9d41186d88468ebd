package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.dataset.LabelSet;

import java.util.List;

/**
 * What was found out about one or several models on the same samples.
 *
 * @param dataset            what the evaluation calls the dataset
 * @param datasetFingerprint of the whole dataset
 * @param split              which of its samples
 * @param labelSet           by which of their labels
 * @param leftOutExpressions which expressions were not measured: samples of them are left out, and answers are the best of the others
 * @param models             at least one
 * @param comparisons        of each pair of models
 */
public record EvaluationResult(String dataset, String datasetFingerprint, String split, LabelSet labelSet, List<String> leftOutExpressions,
                               List<Evaluation> models, List<McNemarTest> comparisons) {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The same with other models. */
    public EvaluationResult withModels(final List<Evaluation> other) {
        return new EvaluationResult(dataset, datasetFingerprint, split, labelSet, leftOutExpressions, List.copyOf(other), comparisons);
    }

    /**
     * As JSON in UTF-8: of one model, all in one object; of several, these objects as {@code models} beside their {@code comparisons}. Equal results give equal bytes.
     */
    public byte[] json() {
        final ObjectNode node = MAPPER.valueToTree(this);
        if (models.size() == 1) {
            node.remove("models");
            node.remove("comparisons");
            node.setAll(MAPPER.<ObjectNode>valueToTree(models.getFirst()));
        }

        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("Records of texts and numbers are always JSON", e);
        }
    }
}
