package org.nififer.dataset.source;

import java.io.IOException;

/**
 * Is told of each image or row that could not become a sample.
 */
@FunctionalInterface
public interface InvalidEntryListener {

    /**
     * Takes the next one.
     *
     * @throws IOException where it cannot be written down, which ends the work: nothing is lost in silence
     */
    void accept(InvalidEntry entry) throws IOException;
}
