package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Evaluations as JSON: of one model, all in one object; of several, these objects as {@code models} beside their {@code comparisons}.
 */
public final class EvaluationJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private EvaluationJson() {
    }

    /** The result in UTF-8; equal ones give equal bytes. */
    public static byte[] write(final EvaluationResult result) {
        final ObjectNode node = MAPPER.valueToTree(result);
        if (result.models().size() == 1) {
            node.remove("models");
            node.remove("comparisons");
            node.setAll(MAPPER.<ObjectNode>valueToTree(result.models().getFirst()));
        }

        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("Records of texts and numbers are always JSON", e);
        }
    }
}
