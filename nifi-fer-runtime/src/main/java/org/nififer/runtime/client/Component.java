package org.nififer.runtime.client;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A processor or a controller service of a flow.
 *
 * @param id               of this component on its server
 * @param name             as the canvas shows it
 * @param type             class name
 * @param state            such as STOPPED, RUNNING, DISABLED or ENABLED
 * @param validationStatus VALID, INVALID or VALIDATING
 * @param validationErrors why it is invalid, empty if it is not
 */
public record Component(String id, String name, String type, String state, String validationStatus, List<String> validationErrors) {
    static List<Component> listOf(final JsonNode entities) {
        final List<Component> components = new ArrayList<>();
        for (final JsonNode entity : entities) {
            final JsonNode component = entity.path("component");
            final List<String> errors = new ArrayList<>();
            for (final JsonNode error : component.path("validationErrors")) {
                errors.add(error.asText());
            }

            components.add(new Component(component.path("id").asText(), component.path("name").asText(), component.path("type").asText(),
                    component.path("state").asText(), component.path("validationStatus").asText(), List.copyOf(errors)));
        }

        return components;
    }

    /** Whether it may run as it is configured. */
    public boolean isValid() {
        return "VALID".equals(validationStatus);
    }

    /** Whether it is in this state. */
    public boolean isIn(final String expectedState) {
        return expectedState.equals(state);
    }

    /** Name, state and errors in one line. */
    public String describe() {
        final String errors = validationErrors.isEmpty() ? "" : ": " + String.join(", ", validationErrors);
        return String.format(Locale.ROOT, "'%s' is %s and %s%s", name, state, validationStatus, errors);
    }
}
