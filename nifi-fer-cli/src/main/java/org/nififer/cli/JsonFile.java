package org.nififer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads what other commands wrote.
 */
final class JsonFile {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonFile() {
    }

    /**
     * Reads a file.
     *
     * @param expected what it should be, for the error message
     * @throws InvalidInputException where it is no JSON object
     */
    static JsonNode read(final Path file, final String expected) throws IOException {
        try {
            final JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
            if (node.isObject()) {
                return node;
            }
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is not JSON; expected %s", file, expected), e);
        }

        throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is no JSON object; expected %s", file, expected));
    }
}
