package org.nififer.dataset.statistics;

import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Split;
import org.nififer.dataset.statistics.DatasetStatistics.SplitCounts;

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

    /**
     * Collects what {@link DuplicateStatistics} tells of groups of samples, in 7 bytes a sample. A group is named by one of its samples. Not thread-safe.
     */
    static final class Totals {

        private static final int TRAIN = 1 << Split.TRAIN.ordinal();
        private static final int VALIDATION = 1 << Split.VALIDATION.ordinal();
        private static final int ALL_SPLITS = (1 << Split.values().length) - 1;

        private final int[] sizes;
        /** One bit for each expression, and none for unlabelled samples, which contradict nothing. */
        private final byte[] classes;
        /** One bit for each split and one for none. */
        private final byte[] splits;
        private final byte[] firstSources;
        private final boolean[] severalSources;

        Totals(final int samples) {
            sizes = new int[samples];
            classes = new byte[samples];
            splits = new byte[samples];
            firstSources = new byte[samples];
            severalSources = new boolean[samples];
        }

        /**
         * Adds a sample.
         *
         * @param label  the number of its label, see {@link SampleLabels}
         * @param split  the number of its split, see {@link SplitCounts}
         * @param source the number of its source
         */
        void add(final int group, final int label, final int split, final byte source) {
            if (sizes[group] == 0) {
                firstSources[group] = source;
            }

            sizes[group]++;
            if (SampleLabels.expression(label).isPresent()) {
                classes[group] |= (byte) (1 << label);
            }

            splits[group] |= (byte) (1 << split);
            severalSources[group] |= firstSources[group] != source;
        }

        /**
         * The statistics.
         *
         * @param groups      the group of each sample
         * @param sampleSplit the number of each sample's split, see {@link SplitCounts}
         */
        DuplicateStatistics statistics(final int[] groups, final byte[] sampleSplit) {
            long count = 0;
            long repeated = 0;
            long largest = 0;
            long acrossSources = 0;
            long differingLabels = 0;
            long acrossSplits = 0;
            for (int group = 0; group < sizes.length; group++) {
                if (sizes[group] > 1) {
                    count++;
                    repeated += sizes[group] - 1;
                    largest = Math.max(largest, sizes[group]);
                    acrossSources += severalSources[group] ? 1 : 0;
                    differingLabels += Integer.bitCount(Byte.toUnsignedInt(classes[group])) > 1 ? 1 : 0;
                    acrossSplits += Integer.bitCount(splits[group] & ALL_SPLITS) > 1 ? 1 : 0;
                }
            }

            return new DuplicateStatistics(count, repeated, largest, acrossSources, differingLabels, acrossSplits, samples(groups, sampleSplit, Split.VALIDATION, TRAIN),
                    samples(groups, sampleSplit, Split.TEST, TRAIN), samples(groups, sampleSplit, Split.TEST, VALIDATION));
        }

        /** The samples of a split whose groups have one in another split. */
        private long samples(final int[] groups, final byte[] sampleSplit, final Split split, final int other) {
            long count = 0;
            for (int sample = 0; sample < sizes.length; sample++) {
                if (sampleSplit[sample] == split.ordinal() && (splits[groups[sample]] & other) != 0) {
                    count++;
                }
            }

            return count;
        }
    }
}
