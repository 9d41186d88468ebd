package org.nififer.dataset;

import java.io.IOException;

/**
 * A dataset that can be read several times from the start: a file, or the content of a FlowFile.
 */
@FunctionalInterface
public interface DatasetSource {

    /** A new reader at the first sample, closed by the caller. */
    DatasetReader open() throws IOException;
}
