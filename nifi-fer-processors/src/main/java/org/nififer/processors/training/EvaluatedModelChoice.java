package org.nififer.processors.training;

import org.apache.nifi.components.DescribedValue;

/**
 * Where the model comes from that is evaluated.
 */
public enum EvaluatedModelChoice implements DescribedValue {
    SERVICE("service", "The model that a service holds, for the one that is in use"),
    FILE("file", "A file that attributes of the dataset name, for one model of many");

    private final String value;
    private final String description;

    EvaluatedModelChoice(final String value, final String description) {
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
