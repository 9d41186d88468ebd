package org.nififer.processors.service;

import org.apache.nifi.components.DescribedValue;

/**
 * Where a model computes.
 */
public enum DeviceChoice implements DescribedValue {
    AUTO("auto", "The first GPU, or the CPU where there is none"),
    CPU("cpu", "The processor"),
    GPU("gpu", "A CUDA device; it is an error where it is not there");

    private final String value;
    private final String description;

    DeviceChoice(final String value, final String description) {
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
