package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/**
 * How the weights are moved.
 */
public enum OptimizerKind {
    SGD("Stochastic gradient descent with momentum", 0.05),
    SAM("Sharpness-aware minimization around SGD: two passes a step, flatter minima", 0.05),
    ASAM("Adaptive sharpness-aware minimization: the radius is measured in parts of each weight, so that scaling the weights changes nothing", 0.5);

    private final String description;
    private final double defaultRho;

    OptimizerKind(final String description, final double defaultRho) {
        this.description = description;
        this.defaultRho = defaultRho;
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

    /** The radius where none is given: of SAM in the paper, of ASAM in Kwon et al. (2021). */
    public double defaultRho() {
        return defaultRho;
    }
}
