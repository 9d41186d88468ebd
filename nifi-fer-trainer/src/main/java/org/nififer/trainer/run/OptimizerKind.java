package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/**
 * How the weights are moved.
 */
public enum OptimizerKind {
    SGD("Stochastic gradient descent with momentum"),
    SAM("Sharpness-aware minimization around SGD: two passes a step, flatter minima");

    private final String description;

    OptimizerKind(final String description) {
        this.description = description;
    }

    /** The name in files and on the command line: lower case. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }
}
