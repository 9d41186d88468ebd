package org.nififer.archive;

import java.io.Closeable;
import java.io.IOException;

/**
 * The files of an archive or folder, one after the other.
 */
public interface ArchiveEntries extends Closeable {

    /**
     * The next file, or null after the last one.
     *
     * @throws org.nififer.common.InvalidInputException where the archive is broken so that nothing more can be read
     */
    ArchiveEntry next() throws IOException;
}
