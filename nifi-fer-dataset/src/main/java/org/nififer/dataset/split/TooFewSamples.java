package org.nififer.dataset.split;

import java.util.Locale;

/**
 * What is done where a class has too few samples, or too few subjects, for the numbers that validation and test shall have.
 */
public enum TooFewSamples {
    /** Nothing is split. */
    ERROR("Nothing is split; the error names the expression and what it lacks"),
    /** The class gives the share of its samples that the other classes give. */
    PROPORTIONAL("The expression gives validation and test the share of its samples that the others give on average, at least 1 each where it has 4 or more, "
            + "never more than half");

    private final String description;

    TooFewSamples(final String description) {
        this.description = description;
    }

    /** The name in properties and on the command line: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }
}
