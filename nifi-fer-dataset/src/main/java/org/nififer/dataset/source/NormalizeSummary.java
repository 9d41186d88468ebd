package org.nififer.dataset.source;

import org.nififer.dataset.DatasetCounts;

import java.util.List;
import java.util.Map;

/**
 * What became of the sources.
 *
 * @param invalid  images and rows that could not become samples; each was reported
 * @param ignored  how many entries and rows hold no sample by their nature, by what they are, such as other files than images
 * @param subjects the number of different persons that the sources name
 * @param written  the samples by split and expression
 * @param notes    what else people should know, each beginning with the name of the source: whose numbers the labels are, what was left out
 */
public record NormalizeSummary(long invalid, Map<String, Long> ignored, long subjects, DatasetCounts written, List<String> notes) {

    /** The images and rows that should become samples: those that did and those that could not. */
    public long read() {
        return written.total() + invalid;
    }

    /** All entries and rows that hold no sample by their nature. */
    public long totalIgnored() {
        return ignored.values().stream().mapToLong(Long::longValue).sum();
    }
}
