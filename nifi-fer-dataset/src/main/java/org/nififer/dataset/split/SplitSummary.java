package org.nififer.dataset.split;

import org.nififer.common.Expression;
import org.nififer.dataset.DatasetCounts;

import java.util.Map;
import java.util.Set;

/**
 * What became of the samples of a dataset that was split.
 *
 * @param read              all samples
 * @param written           those in the new dataset, by split and expression
 * @param leftOut           how many samples of each expression are in no split: they show subjects, or repeat images, of the validation or
 *                          test split, whose number for the expression was reached already
 * @param unlabelledLeftOut how many unlabelled samples are in no split, since they show subjects, or repeat images, of the validation or test split
 * @param tooFew            the expressions that had too few samples or subjects and gave a share of them instead of the numbers asked for; none of their samples is left out
 */
public record SplitSummary(long read, DatasetCounts written, Map<Expression, Long> leftOut, long unlabelledLeftOut, Set<Expression> tooFew) {

    /** All samples in no split. */
    public long totalLeftOut() {
        return leftOut.values().stream().mapToLong(Long::longValue).sum() + unlabelledLeftOut;
    }
}
