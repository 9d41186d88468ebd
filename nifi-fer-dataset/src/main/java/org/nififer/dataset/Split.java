package org.nififer.dataset;

import java.util.Locale;

/**
 * The part of a dataset that a sample belongs to.
 */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** The name in files, attributes and on the command line: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
