package org.nififer.services;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the file of a model is.
 */
interface ModelSource {

    /**
     * The file, which may not be there yet, and may be replaced at any time.
     *
     * @throws IOException where it has to come from elsewhere first and cannot be had
     */
    Path locate() throws IOException;
}
