package org.nififer.processors.common;

import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyValue;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Offers the choices of the modules that know no NiFi as the allowable values of a property.
 */
public final class Choices {

    private Choices() {
    }

    /** One allowable value for each choice, under the label that files and the command line use. */
    public static <T> AllowableValue[] of(final T[] choices, final Function<T, String> label, final Function<T, String> description) {
        return Arrays.stream(choices).map(choice -> new AllowableValue(label.apply(choice), label.apply(choice), description.apply(choice))).toArray(AllowableValue[]::new);
    }

    /** The choice that was made. */
    public static <T> T chosen(final PropertyValue value, final T[] choices, final Function<T, String> label) {
        return Arrays.stream(choices).filter(choice -> label.apply(choice).equals(value.getValue())).findFirst().orElseThrow();
    }
}
