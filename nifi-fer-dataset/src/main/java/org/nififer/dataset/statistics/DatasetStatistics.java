package org.nififer.dataset.statistics;

import java.util.List;

/**
 * A dataset in numbers.
 *
 * @param name                  of the dataset
 * @param fingerprint           see {@link org.nififer.dataset.DatasetFingerprint}
 * @param samples               how many there are, those with damaged images included
 * @param unlabelled            those among them without an expression
 * @param classes               all eight expressions
 * @param splits                train, validation, test and none
 * @param balance               of the classes to learn from
 * @param sources               the largest first
 * @param subjects              the people shown
 * @param images                sizes, formats, colour
 * @param votes                 of annotators
 * @param affect                valence and arousal
 * @param augmentation          the samples made from others
 * @param equalImages           the images that occur more than once, byte for byte
 * @param nearDuplicateDistance in how many of 64 bits the perceptual hashes of near-duplicates differ at most
 * @param nearDuplicates        the same for images that look alike, equal ones included
 * @param warnings              the gravest first
 */
public record DatasetStatistics(String name, String fingerprint, long samples, long unlabelled, List<ClassCounts> classes, List<SplitCounts> splits, BalanceStatistics balance,
                                List<SourceStatistics> sources, SubjectStatistics subjects, ImageStatistics images, VoteStatistics votes, AffectStatistics affect,
                                AugmentationStatistics augmentation, DuplicateStatistics equalImages, int nearDuplicateDistance, DuplicateStatistics nearDuplicates,
                                List<DatasetWarning> warnings) {

    /** How many samples a split has: train, validation, test or none. */
    public long samplesOf(final String split) {
        return splits.stream().filter(counts -> counts.split().equals(split)).mapToLong(SplitCounts::samples).sum();
    }

    DatasetStatistics withWarnings(final List<DatasetWarning> found) {
        return new DatasetStatistics(name, fingerprint, samples, unlabelled, classes, splits, balance, sources, subjects, images, votes, affect, augmentation, equalImages,
                nearDuplicateDistance, nearDuplicates, found);
    }
}
