package org.nififer.core.dataset.source;

import org.nififer.core.dataset.DatasetCounts;

/**
 * What became of the sources.
 *
 * @param invalid  images and rows that could not become samples; each was reported
 * @param ignored  entries that hold no sample by their nature: other files than images, files of the operating system
 * @param subjects the number of different persons that the sources name
 * @param written  the samples by split and expression
 */
public record NormalizeSummary(long invalid, long ignored, long subjects, DatasetCounts written) {

    /** The images and rows that should become samples: those that did and those that could not. */
    public long read() {
        return written.total() + invalid;
    }
}
