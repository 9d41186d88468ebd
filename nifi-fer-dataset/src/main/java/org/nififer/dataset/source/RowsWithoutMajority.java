package org.nififer.dataset.source;

/**
 * What becomes of the rows of FER+ for which the annotators chose no expression by majority.
 */
public enum RowsWithoutMajority {
    DROP("drop", "Reported as invalid: most annotators chose unknown or no face, or no choice has more than half of the votes"),
    KEEP("keep", "Labelled with the expression that has most votes, to be learned from and never to be measured by; rows without a vote for any of the eight are invalid");

    private final String label;
    private final String description;

    RowsWithoutMajority(final String label, final String description) {
        this.label = label;
        this.description = description;
    }

    /** The name on the command line and in properties. */
    public String label() {
        return label;
    }

    /** One line for people who have to choose. */
    public String description() {
        return description;
    }
}
