package org.nififer.dataset;

/**
 * Told after each sample that was read. To cancel, it throws an unchecked exception, which leaves the operation as it is.
 */
@FunctionalInterface
public interface ProgressListener {

    /** Does nothing. */
    ProgressListener NONE = () -> {
    };

    void sampleDone();

    /** Told now and then during long work that gives no samples, such as reading annotations; throws as {@link #sampleDone()} does. */
    default void working() {
    }
}
