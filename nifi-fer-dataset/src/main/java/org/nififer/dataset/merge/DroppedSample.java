package org.nififer.dataset.merge;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * A sample that a merge dropped.
 *
 * @param sample      the dropped one
 * @param reason      why
 * @param distance    in how many bits the perceptual hashes differ; 0 for exact copies
 * @param duplicateOf the preferred sample that it is a copy of; for {@link Reason#CONFLICT} the first copy with another expression
 */
public record DroppedSample(Identity sample, Reason reason, int distance, Identity duplicateOf) {

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

    /**
     * Why a merge dropped a sample.
     */
    public enum Reason {
        /** Its image has the same bytes as that of a preferred sample. */
        EXACT,
        /** Its image looks like that of a preferred sample. */
        NEAR,
        /** It is the preferred one, but a copy has another expression, and none was to stay then. */
        CONFLICT;

        /** The name in reports: lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Told of each sample that a merge dropped, in the order of the inputs.
     */
    @FunctionalInterface
    public interface Listener {

        void dropped(DroppedSample dropped) throws IOException;
    }
}
