package org.nififer.processors.service;

import org.nififer.service.api.ModelUnavailableException;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the file of a model is.
 */
interface ModelSource extends AutoCloseable {

    /**
     * The file, which may not be there yet, and may be replaced at any time. Waits for no server longer than a moment.
     *
     * @throws ModelUnavailableException where it is on its way from elsewhere
     * @throws IOException               where it has to come from elsewhere first and cannot be had
     */
    Path locate() throws IOException;

    /** Gives up what is on its way. */
    @Override
    default void close() {
        // A file on this machine is on no way.
    }
}
