package org.nififer.dataset.statistics;

import java.util.List;

/**
 * The people shown, so far as the sources tell them apart.
 *
 * @param subjects              how many there are; a subject is known by its source and its name there
 * @param samplesWithSubject    originals that name their subject
 * @param samplesWithoutSubject originals that do not
 * @param samplesPerSubject     how many originals a subject has
 * @param histogram             of the same
 * @param inSeveralSplits       how many subjects have samples in more than one split: a leak
 */
public record SubjectStatistics(long subjects, long samplesWithSubject, long samplesWithoutSubject, Distribution samplesPerSubject, List<Bin> histogram,
                                long inSeveralSplits) {
}
