package org.nififer.dataset.statistics;

/**
 * Images that occur more than once among the originals. All samples that are connected by pairs of duplicates form a group.
 *
 * @param groups            how many groups of two or more samples there are
 * @param repeated          how many samples there would be less with one of each group
 * @param largestGroup      the samples of the largest group, 0 where there is none
 * @param acrossSources     groups with samples of more than one source
 * @param differingLabels   groups whose labels differ
 * @param acrossSplits      groups with samples in more than one split: a leak
 * @param validationInTrain samples of validation whose group has one in train
 * @param testInTrain       samples of test whose group has one in train
 * @param testInValidation  samples of test whose group has one in validation
 */
public record DuplicateStatistics(long groups, long repeated, long largestGroup, long acrossSources, long differingLabels, long acrossSplits, long validationInTrain,
                                  long testInTrain, long testInValidation) {
}
