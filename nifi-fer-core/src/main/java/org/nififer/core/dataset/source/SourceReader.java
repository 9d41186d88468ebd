package org.nififer.core.dataset.source;

import java.io.IOException;

/**
 * Knows one layout of published datasets.
 */
interface SourceReader {

    /**
     * Reads a source from its first entry to its last. What is wrong with one entry or row goes to the sink; an exception means
     * that the source as a whole cannot be read.
     */
    void read(SourceEntries entries, SampleSink sink) throws IOException;
}
