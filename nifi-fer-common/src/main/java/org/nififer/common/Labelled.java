package org.nififer.common;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;

/**
 * A choice that files, properties and the command line call by a label: an enum implements it.
 */
public interface Labelled {

    /** The name of the constant. */
    String name();

    /** The name of the constant in lower case, with hyphens. */
    @JsonValue
    default String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The choice of a label.
     *
     * @throws IllegalArgumentException naming the labels that there are
     */
    static <T extends Labelled> T of(final T[] choices, final String label) {
        return Arrays.stream(choices).filter(choice -> choice.label().equals(label)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                String.format(Locale.ROOT, "'%s' is not known; expected one of %s", label, Arrays.stream(choices).map(Labelled::label).toList())));
    }
}
