package org.nififer.dataset.balance;

import org.nififer.dataset.DatasetCounts;

/**
 * What balancing did.
 *
 * @param before          all samples, by split and expression
 * @param after           the samples of the new dataset
 * @param augmented       how many samples were added
 * @param unchanged       how many of these look like their origin to the last pixel, since no operation changes it (an even grey, for example)
 * @param cut             how many samples of the training split were left out
 * @param samplesPerClass what each class of the training split has now
 */
public record BalanceSummary(DatasetCounts before, DatasetCounts after, long augmented, long unchanged, long cut, long samplesPerClass) {
}
