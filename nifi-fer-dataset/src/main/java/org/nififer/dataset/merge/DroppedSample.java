package org.nififer.dataset.merge;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;

import java.util.Optional;

/**
 * A sample that a merge dropped.
 *
 * @param sample      the dropped one
 * @param reason      why
 * @param distance    in how many bits the perceptual hashes differ; 0 for exact copies
 * @param duplicateOf the preferred sample that it is a copy of; for {@link DropReason#CONFLICT} the first copy with another expression
 */
public record DroppedSample(Identity sample, DropReason reason, int distance, Identity duplicateOf) {

    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * Which sample it is.
     *
     * @param dataset    the name of the input
     * @param key        in that input
     * @param source     the dataset as it was published; the name of the input where the sample does not tell
     * @param split      empty where the input is not split
     * @param expression the label; empty where it is unlabelled
     */
    public record Identity(String dataset, String key, String source, Optional<Split> split, Optional<Expression> expression) {
    }

    /** Whether the two have different expressions; an unlabelled one contradicts nothing. */
    public boolean isConflicting() {
        return sample.expression().isPresent() && duplicateOf.expression().isPresent() && !sample.expression().equals(duplicateOf.expression());
    }

    /** One line of JSON. */
    public String toJson() {
        final ObjectNode json = identity(sample);
        json.put("reason", reason.label()).put("distance", distance).put("conflict", isConflicting()).set("duplicateOf", identity(duplicateOf));
        return json.toString();
    }

    private static ObjectNode identity(final Identity identity) {
        final ObjectNode json = MAPPER.createObjectNode().put("dataset", identity.dataset()).put("key", identity.key()).put("source", identity.source());
        identity.split().ifPresent(split -> json.put("split", split.label()));
        return json.put("expression", identity.expression().map(Expression::label).orElse(null));
    }
}
