package org.nififer.dataset.crop;

import java.util.Locale;

/**
 * What becomes of samples in which the detector finds no face.
 */
public enum SamplesWithoutFace {
    KEEP("They stay whole, stretched to the size of the crops: right where most images are face crops already"),
    DROP("They are left out and counted"),
    ROUTE("They go, unchanged, to a dataset of their own");

    private final String description;

    SamplesWithoutFace(final String description) {
        this.description = description;
    }

    /** The name on the command line and in properties. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One line for people who have to choose. */
    public String description() {
        return description;
    }
}
