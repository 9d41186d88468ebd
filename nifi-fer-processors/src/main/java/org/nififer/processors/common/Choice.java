package org.nififer.processors.common;

import org.apache.nifi.components.DescribedValue;

import java.util.Locale;

/**
 * A choice that only processors know: its enum says what each constant means, and NiFi's dialog shows the name of the constant in lower case. What core and trainer know as well is
 * offered by {@link Choices}.
 */
public interface Choice extends DescribedValue {

    /** The name of the constant, as every enum has it. */
    String name();

    @Override
    default String getValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    default String getDisplayName() {
        return getValue();
    }
}
