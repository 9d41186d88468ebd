package org.nififer.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * Content that can be read several times from its start: a file, or the content of a FlowFile.
 */
@FunctionalInterface
public interface StreamSource {

    /** A new stream at the first byte, closed by the caller; several may be open at a time. */
    InputStream open() throws IOException;
}
