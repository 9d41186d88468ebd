package org.nififer.processors.service;

import org.apache.nifi.components.DescribedValue;

/**
 * Where a model comes from.
 */
public enum ModelSourceChoice implements DescribedValue {
    FILE("file", "A file on this machine, also one that a parameter refers to as its asset; it is watched"),
    URL("url", "A web server, which is asked again from time to time");

    private final String value;
    private final String description;

    ModelSourceChoice(final String value, final String description) {
        this.value = value;
        this.description = description;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public String getDisplayName() {
        return value;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
