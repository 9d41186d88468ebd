package org.nififer.processors.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.Expression;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.Split;
import org.nififer.processors.common.FerAttributes;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes of a dataset FlowFile that say how many samples it has.
 */
final class DatasetAttributes {

    static final String MIME_TYPE = "application/x-tar";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DatasetAttributes() {
    }

    static Map<String, String> of(final DatasetCounts counts) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FerAttributes.DATASET_SAMPLES, Long.toString(counts.total()));
        attributes.put(FerAttributes.DATASET_UNLABELLED, Long.toString(counts.unlabelled()));
        attributes.put(FerAttributes.DATASET_TRAIN, count(counts, Split.TRAIN));
        attributes.put(FerAttributes.DATASET_VALIDATION, count(counts, Split.VALIDATION));
        attributes.put(FerAttributes.DATASET_TEST, count(counts, Split.TEST));
        return attributes;
    }

    /** The samples of a split by the labels of the expressions that it has, as a JSON object. */
    static String json(final DatasetCounts counts, final Split split) {
        final ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (final Expression expression : Expression.all()) {
            final long count = counts.count(Optional.of(split), expression);
            if (count > 0) {
                json.put(expression.label(), count);
            }
        }

        return json.toString();
    }

    /** The samples of some expressions by their labels and the labels of the splits, as a JSON object of objects. */
    static String json(final DatasetCounts counts, final Set<Expression> expressions) {
        final ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (final Expression expression : expressions) {
            final ObjectNode splits = json.putObject(expression.label());
            for (final Split split : Split.values()) {
                splits.put(split.label(), counts.count(Optional.of(split), expression));
            }
        }

        return json.toString();
    }

    /** Reads what {@link #json} wrote; empty where a text is not of that form. */
    static Optional<Map<Expression, Long>> counts(final String json) {
        final Map<Expression, Long> counts = new EnumMap<>(Expression.class);
        try {
            final JsonNode object = MAPPER.readTree(json);
            for (final Map.Entry<String, JsonNode> field : object.properties()) {
                if (!field.getValue().isIntegralNumber() || !field.getValue().canConvertToLong() || field.getValue().longValue() < 0) {
                    return Optional.empty();
                }

                counts.put(Expression.ofLabel(field.getKey()), field.getValue().longValue());
            }
        } catch (final JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }

        return counts.isEmpty() ? Optional.empty() : Optional.of(counts);
    }

    private static String count(final DatasetCounts counts, final Split split) {
        return Long.toString(counts.count(Optional.of(split)));
    }
}
