package org.nififer.dataset;

import java.io.IOException;

/**
 * Takes samples one after the other: a dataset, or several.
 */
@FunctionalInterface
public interface SampleOutput {

    /**
     * Appends a sample under its own key, or under one made from it where that is taken.
     *
     * @return the key it was written under
     */
    String writeUnderFreeKey(Sample sample) throws IOException;
}
