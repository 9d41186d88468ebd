package org.nififer.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Metadata as JSON: labels in lower case, null for that of an unlabelled sample, other absent values omitted, fields in a fixed order so that equal metadata gives equal
 * bytes. Fields that are not known are ignored when reading.
 */
final class SampleMetadataJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final String OTHER_VOTES = "otherVotes";
    private static final String MAJORITY = "majority";
    private static final String ORIGINAL = "originalExpression";

    private SampleMetadataJson() {
    }

    static byte[] write(final SampleMetadata metadata) {
        final ObjectNode json = MAPPER.createObjectNode();
        json.put("expression", metadata.expression().map(Expression::label).orElse(null));
        if (!metadata.votes().isEmpty()) {
            final ObjectNode votes = json.putObject("votes");
            metadata.votes().forEach((expression, count) -> votes.put(expression.label(), count));
        }

        if (metadata.otherVotes() > 0) {
            json.put(OTHER_VOTES, metadata.otherVotes());
        }

        if (!metadata.hasMajority()) {
            json.put(MAJORITY, false);
        }

        metadata.original().ifPresent(original -> json.put(ORIGINAL, original.label()));
        metadata.split().ifPresent(split -> json.put("split", split.label()));
        metadata.source().ifPresent(source -> json.put("source", source));
        metadata.subject().ifPresent(subject -> json.put("subject", subject));
        metadata.affect().ifPresent(affect -> json.put("valence", affect.valence()).put("arousal", affect.arousal()));
        metadata.box().ifPresent(box -> json.putObject("box")
                .put("left", box.left()).put("top", box.top()).put("width", box.width()).put("height", box.height()));
        metadata.augmentation().ifPresent(augmentation -> json.putObject("augmentation")
                .put("operation", augmentation.operation()).put("seed", augmentation.seed()).put("origin", augmentation.origin()));
        metadata.sha256().ifPresent(sha256 -> json.put("sha256", sha256));
        metadata.perceptualHash().ifPresent(hash -> json.put("perceptualHash", HexFormat.of().toHexDigits(hash)));
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("A tree of texts and numbers is always JSON", e);
        }
    }

    /**
     * Reads metadata.
     *
     * @param where what error messages name: the file and the entry
     */
    static SampleMetadata read(final byte[] content, final String where) throws InvalidInputException {
        final JsonNode json = parse(content, where);
        final Map<Expression, Integer> votes = votes(json.path("votes"), where);
        final SampleMetadata.Builder builder = builder(json, votes, where).votes(votes);
        if (json.hasNonNull(OTHER_VOTES)) {
            builder.otherVotes(count(json.path(OTHER_VOTES), OTHER_VOTES, where));
        }

        if (json.hasNonNull(MAJORITY)) {
            builder.hasMajority(flag(json.path(MAJORITY), MAJORITY, where));
        }

        final Optional<String> original = text(json, ORIGINAL, where);
        if (original.isPresent()) {
            builder.original(Optional.of(expression(original.get(), where)));
        }

        final Optional<String> split = text(json, "split", where);
        if (split.isPresent()) {
            builder.split(split(split.get(), where));
        }

        text(json, "source", where).ifPresent(builder::source);
        text(json, "subject", where).ifPresent(builder::subject);
        text(json, "sha256", where).ifPresent(builder::sha256);
        if (json.hasNonNull("valence") && json.hasNonNull("arousal")) {
            builder.affect(affect(number(json, "valence", where), number(json, "arousal", where), where));
        }

        final Optional<String> perceptualHash = text(json, "perceptualHash", where);
        if (perceptualHash.isPresent()) {
            builder.perceptualHash(OptionalLong.of(hash(perceptualHash.get(), where)));
        }

        final JsonNode box = json.path("box");
        if (box.isObject()) {
            builder.box(new BoundingBox(number(box, "left", where), number(box, "top", where), number(box, "width", where), number(box, "height", where)));
        }

        final JsonNode augmentation = json.path("augmentation");
        if (augmentation.isObject()) {
            builder.augmentation(new Augmentation(required(augmentation, "operation", where), integer(augmentation, "seed", where),
                    required(augmentation, "origin", where)));
        }

        return builder.build();
    }

    /** An unlabelled sample says so: an expression that was only forgotten must not make one. */
    private static SampleMetadata.Builder builder(final JsonNode json, final Map<Expression, Integer> votes, final String where) throws InvalidInputException {
        if (!json.has("expression")) {
            throw invalid(where, String.format(Locale.ROOT, "has no \"expression\"; expected one of %s, or null for an unlabelled sample", labels()));
        }

        final Optional<String> label = text(json, "expression", where);
        if (label.isPresent()) {
            return SampleMetadata.builder(expression(label.get(), where));
        }

        if (!votes.isEmpty()) {
            throw invalid(where, "has votes, but null as \"expression\"; expected the expression that has most of them, or no votes");
        }

        return SampleMetadata.unlabelled();
    }

    private static JsonNode parse(final byte[] content, final String where) throws InvalidInputException {
        final JsonNode json;
        try {
            json = MAPPER.readTree(content);
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is not JSON: %s", where, e.getOriginalMessage()), e);
        } catch (final IOException e) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is not JSON: %s", where, e.getMessage()), e);
        }

        if (!json.isObject()) {
            throw invalid(where, "is not a JSON object with at least \"expression\"");
        }

        return json;
    }

    private static Map<Expression, Integer> votes(final JsonNode json, final String where) throws InvalidInputException {
        final Map<Expression, Integer> votes = new EnumMap<>(Expression.class);
        for (final Map.Entry<String, JsonNode> field : json.properties()) {
            votes.put(expression(field.getKey(), where), count(field.getValue(), field.getKey(), where));
        }

        return votes;
    }

    private static int count(final JsonNode value, final String of, final String where) throws InvalidInputException {
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
            throw invalid(where, String.format(Locale.ROOT, "has %s votes for '%s'; expected a whole number, 0 or more", value, of));
        }

        return value.intValue();
    }

    private static boolean flag(final JsonNode value, final String field, final String where) throws InvalidInputException {
        if (!value.isBoolean()) {
            throw invalid(where, String.format(Locale.ROOT, "has %s as \"%s\"; expected true or false", value, field));
        }

        return value.booleanValue();
    }

    private static Expression expression(final String label, final String where) throws InvalidInputException {
        try {
            return Expression.ofLabel(label);
        } catch (final IllegalArgumentException e) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s: %s", where, e.getMessage()), e);
        }
    }

    private static Split split(final String label, final String where) throws InvalidInputException {
        for (final Split split : Split.values()) {
            if (split.label().equals(label)) {
                return split;
            }
        }

        throw invalid(where, String.format(Locale.ROOT, "has split '%s'; expected one of %s", label, Arrays.stream(Split.values()).map(Split::label).toList()));
    }

    private static Affect affect(final double valence, final double arousal, final String where) throws InvalidInputException {
        try {
            return new Affect(valence, arousal);
        } catch (final IllegalArgumentException e) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s: %s", where, e.getMessage()), e);
        }
    }

    private static long hash(final String digits, final String where) throws InvalidInputException {
        try {
            return HexFormat.fromHexDigitsToLong(digits);
        } catch (final IllegalArgumentException e) {
            throw invalid(where, String.format(Locale.ROOT, "has '%s' as \"perceptualHash\"; expected 16 hexadecimal digits", digits));
        }
    }

    private static Optional<String> text(final JsonNode json, final String field, final String where) throws InvalidInputException {
        final JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }

        if (!value.isTextual()) {
            throw invalid(where, String.format(Locale.ROOT, "has %s as \"%s\"; expected a text", value, field));
        }

        return Optional.of(value.textValue());
    }

    private static String required(final JsonNode json, final String field, final String where) throws InvalidInputException {
        return text(json, field, where).orElseThrow(() -> invalid(where, String.format(Locale.ROOT, "has no text \"%s\" in \"augmentation\"", field)));
    }

    private static long integer(final JsonNode json, final String field, final String where) throws InvalidInputException {
        final JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalid(where, String.format(Locale.ROOT, "has no whole number \"%s\" in \"augmentation\"", field));
        }

        return value.longValue();
    }

    private static double number(final JsonNode json, final String field, final String where) throws InvalidInputException {
        if (!json.path(field).isNumber()) {
            throw invalid(where, String.format(Locale.ROOT, "has no number \"%s\"; expected one", field));
        }

        return json.path(field).doubleValue();
    }

    private static String labels() {
        return Expression.all().stream().map(Expression::label).toList().toString();
    }

    private static InvalidInputException invalid(final String where, final String problem) {
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s %s", where, problem));
    }
}
