package org.nififer.processors.common;

import org.apache.nifi.components.DescribedValue;
import org.nififer.common.Labelled;

/**
 * A choice that only processors know: its enum says what each constant means, and NiFi's dialog shows its label. What core and trainer know as well is offered by {@link Choices}.
 */
public interface Choice extends Labelled, DescribedValue {

    @Override
    default String getValue() {
        return label();
    }

    @Override
    default String getDisplayName() {
        return label();
    }
}
