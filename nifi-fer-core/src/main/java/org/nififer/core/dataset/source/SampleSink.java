package org.nififer.core.dataset.source;

import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.image.RgbImage;

import java.io.IOException;

/**
 * Takes what a reader finds in a source.
 */
interface SampleSink {

    /**
     * A sample.
     *
     * @param path     names it within the source, without extension
     * @param metadata without source and SHA-256, which the sink knows
     */
    void sample(String path, RgbImage image, SampleMetadata.Builder metadata) throws IOException;

    /** Something that should have been a sample: the entry or line, the part that is wrong, the value found and what would be right. */
    void invalid(String where, String what, String why);

    /** An entry that holds no sample by its nature. */
    void ignored();
}
