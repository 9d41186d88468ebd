package org.nififer.processors.dataset;

import org.apache.nifi.components.DescribedValue;

/**
 * Which datasets are merged with each other, under the names of MergeContent.
 */
enum MergeStrategy implements DescribedValue {
    BIN_PACK("Bin-Packing Algorithm", "Datasets are collected as they come, of each value of the correlation attribute apart, until there are enough of them"),
    DEFRAGMENT("Defragment", "The parts of one dataset meet again in their order: all FlowFiles with the same fragment.identifier, numbered by fragment.index, "
            + "as many as fragment.count says");

    private final String value;
    private final String description;

    MergeStrategy(final String value, final String description) {
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
