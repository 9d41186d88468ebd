package org.nififer.dataset.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;

/**
 * Something in a source that should have become a sample and could not.
 *
 * @param where the source, and the entry or line in it
 * @param what  the part that is wrong: {@code entry}, {@code row}, {@code image}, {@code pixels}, {@code label}, {@code usage}, {@code annotation},
 *              {@code box} or {@code affect}
 * @param why   the value found and what would be right
 */
public record InvalidEntry(String where, String what, String why) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** One line of JSON with the fields where, what and why. */
    public String toJson() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("Three texts are always JSON", e);
        }
    }

    /**
     * Is told of each image or row that could not become a sample.
     */
    @FunctionalInterface
    public interface Listener {

        /**
         * Takes the next one.
         *
         * @throws IOException where it cannot be written down, which ends the work: nothing is lost in silence
         */
        void accept(InvalidEntry entry) throws IOException;
    }
}
