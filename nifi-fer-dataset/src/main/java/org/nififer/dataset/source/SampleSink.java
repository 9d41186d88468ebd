package org.nififer.dataset.source;

import java.io.IOException;

/**
 * Takes what a reader finds in a source.
 */
interface SampleSink {

    /** What may become a sample. */
    void sample(Candidate candidate) throws IOException;

    /** Something that should have been a sample: the entry or line, the part that is wrong, the value found and what would be right. */
    void invalid(String where, String what, String why) throws IOException;

    /**
     * An entry or row that holds no sample by its nature.
     *
     * @param kind what it is, in the plural: they are counted by it
     */
    void ignored(String kind);

    /** A file that is nothing to the layout. */
    void ignored(SourceEntry file) throws IOException;

    /** Something about the source as a whole that people should know, such as whose numbers its labels are. */
    void told(String note);
}
