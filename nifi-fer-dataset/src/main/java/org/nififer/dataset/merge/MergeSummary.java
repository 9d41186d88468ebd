package org.nififer.dataset.merge;

import org.nififer.dataset.DatasetCounts;

/**
 * What a merge kept and dropped.
 *
 * @param exact         dropped since a preferred image has the same bytes
 * @param near          dropped since a preferred image looks alike
 * @param disputed      preferred ones that were dropped with their copies, since these have other expressions; 0 with {@link ConflictPolicy#KEEP_FIRST}
 * @param acrossSources how many of the exact and near ones come from another source than the preferred one
 * @param acrossSplits  how many of the exact and near ones are in another split than the preferred one: leaks, if they had stayed
 * @param conflicts     how many of the exact and near ones have another expression than the preferred one
 * @param written       the samples that stayed, by split and expression
 */
public record MergeSummary(long exact, long near, long disputed, long acrossSources, long acrossSplits, long conflicts, DatasetCounts written) {

    /** All samples that did not stay. */
    public long dropped() {
        return exact + near + disputed;
    }

    /** All samples of the inputs: those that stayed and those that did not. */
    public long read() {
        return written.total() + dropped();
    }
}
