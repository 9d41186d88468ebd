package org.nififer.dataset.merge;

/**
 * What becomes of an image whose copies have different expressions.
 */
public enum ConflictPolicy {
    KEEP_FIRST("keep-first", "The preferred copy stays with its expression: the one of test before validation before train, then the earlier one"),
    DROP_ALL("drop-all", "Nobody knows which expression is right: no copy of the image stays");

    private final String label;
    private final String description;

    ConflictPolicy(final String label, final String description) {
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
