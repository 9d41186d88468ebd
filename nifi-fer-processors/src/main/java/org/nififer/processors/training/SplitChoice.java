package org.nififer.processors.training;

import org.apache.nifi.components.DescribedValue;
import org.nififer.dataset.Split;

/**
 * The splits that an operator can choose.
 */
public enum SplitChoice implements DescribedValue {
    TEST(Split.TEST, "The samples that training never sees: what a model is judged by"),
    VALIDATION(Split.VALIDATION, "The samples that chose the best epoch"),
    TRAIN(Split.TRAIN, "The samples that the model learned from: shows how far it only remembers");

    private final Split split;
    private final String description;

    SplitChoice(final Split split, final String description) {
        this.split = split;
        this.description = description;
    }

    Split split() {
        return split;
    }

    @Override
    public String getValue() {
        return split.label();
    }

    @Override
    public String getDisplayName() {
        return split.label();
    }

    @Override
    public String getDescription() {
        return description;
    }
}
