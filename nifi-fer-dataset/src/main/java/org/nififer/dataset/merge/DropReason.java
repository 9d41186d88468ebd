package org.nififer.dataset.merge;

import java.util.Locale;

/**
 * Why a merge dropped a sample.
 */
public enum DropReason {
    /** Its image has the same bytes as that of a preferred sample. */
    EXACT,
    /** Its image looks like that of a preferred sample. */
    NEAR,
    /** It is the preferred one, but a copy has another expression, and none was to stay then. */
    CONFLICT;

    /** The name in reports: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
