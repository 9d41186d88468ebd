package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/**
 * How much the samples of an expression count in the loss.
 */
public enum ClassWeights {
    /** The paper's: it balances the dataset instead. */
    NONE("All samples count the same"),
    /** As scikit-learn's {@code class_weight='balanced'}. */
    BALANCED("The rarer an expression, the more its samples count: number of samples / (number of expressions * samples of this expression)");

    private final String description;

    ClassWeights(final String description) {
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
