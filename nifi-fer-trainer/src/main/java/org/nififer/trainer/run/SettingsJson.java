package org.nififer.trainer.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Labelled;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.stream.Collectors;

/**
 * Settings as JSON. What is read is all that is written, no more and no less: a setting that is misspelt, left out or of another type is refused by its name, and never replaced by
 * a default.
 */
final class SettingsJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder().disable(MapperFeature.ALLOW_COERCION_OF_SCALARS).disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

    private SettingsJson() {
    }

    /** A record of settings. */
    static ObjectNode tree(final Object settings) {
        return MAPPER.valueToTree(settings);
    }

    /**
     * Reads what {@link #tree} has written.
     *
     * @throws InvalidInputException naming the setting, its value and what would be right
     */
    static <T> T read(final String text, final Class<T> type) throws InvalidInputException {
        try {
            final JsonNode given = MAPPER.readTree(text);
            final T settings = MAPPER.treeToValue(given, type);
            requireAll("", tree(settings), given);
            return settings;
        } catch (final JsonMappingException e) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The setting %s %s", name(e), fault(e)), e);
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_SETTING, "The settings are not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String name(final JsonMappingException fault) {
        return fault.getPath().stream().map(Reference::getFieldName).map(name -> name == null ? "(element)" : name).collect(Collectors.joining("."));
    }

    private static String fault(final JsonMappingException fault) {
        return switch (fault) {
            case final UnrecognizedPropertyException unknown -> "is unknown; expected one of " + unknown.getKnownPropertyIds();
            case final InvalidFormatException wrong when wrong.getTargetType().isEnum() -> String.format(Locale.ROOT, "is '%s'; expected one of %s", wrong.getValue(),
                    Arrays.stream(wrong.getTargetType().getEnumConstants()).map(choice -> choice instanceof final Labelled labelled ? labelled.label() : choice).toList());
            case final ValueInstantiationException wrong when wrong.getCause() instanceof IllegalArgumentException -> "is wrong: " + wrong.getCause().getMessage();
            default -> "cannot be read: " + fault.getOriginalMessage();
        };
    }

    /** What is left out, or null, becomes null, false or 0, which is written again where it was not read. */
    private static void requireAll(final String path, final JsonNode written, final JsonNode given) throws InvalidInputException {
        for (final Entry<String, JsonNode> setting : written.properties()) {
            final String name = path + setting.getKey();
            if (!given.hasNonNull(setting.getKey())) {
                throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The setting %s is missing", name));
            }

            requireAll(name + '.', setting.getValue(), given.get(setting.getKey()));
        }
    }
}
