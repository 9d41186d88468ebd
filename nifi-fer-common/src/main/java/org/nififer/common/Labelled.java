package org.nififer.common;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;

/**
 * A choice of an enumeration that is written in one way wherever people meet it: in files, as a property and on the command line.
 */
public interface Labelled {

    /** The constant of the enumeration. */
    String name();

    /** What is written for it: its name in lower case, with hyphens. */
    @JsonValue
    default String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads what was written.
     *
     * @param choices those that there are
     * @throws IllegalArgumentException naming the label and those that there are
     */
    static <T extends Labelled> T of(final T[] choices, final String label) {
        return Arrays.stream(choices).filter(choice -> choice.label().equals(label)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                String.format(Locale.ROOT, "'%s' is not one of %s", label, Arrays.stream(choices).map(Labelled::label).toList())));
    }
}
