package org.nififer.dataset.source;

import java.io.Closeable;
import java.io.IOException;

/**
 * The files of a source, one after the other.
 */
interface SourceEntries extends Closeable {

    /**
     * The next file, or null after the last one.
     *
     * @throws org.nififer.common.InvalidInputException where the archive is broken so that nothing more can be read
     */
    SourceEntry next() throws IOException;
}
