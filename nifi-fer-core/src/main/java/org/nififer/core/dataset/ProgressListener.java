package org.nififer.core.dataset;

/**
 * Told after each sample that was read. To cancel, it throws an unchecked exception, which leaves the operation as it is.
 */
@FunctionalInterface
public interface ProgressListener {

    /** Does nothing. */
    ProgressListener NONE = () -> {
    };

    void sampleDone();
}
