package org.nififer.dataset.source;

import java.io.IOException;

/**
 * Knows one layout of published datasets.
 */
interface SourceReader {

    /**
     * Reads a source, going through its files as often as the layout needs, the last time with
     * {@link SourceFiles#openLast(SampleSink)}. What is wrong with one entry or row goes to the sink; an exception means that the source
     * as a whole cannot be read.
     */
    void read(SourceFiles files, SampleSink sink) throws IOException;
}
