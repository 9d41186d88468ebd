package org.nififer.dataset.statistics;

import org.nififer.common.Sha256;
import org.nififer.dataset.HashNumbers;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.statistics.Distribution.Bin;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /**
     * Collects what {@link SubjectStatistics} tells, in about 35 bytes a subject. Not thread-safe.
     */
    static final class Totals {

        private static final int MAXIMUM_BINS = 12;

        private final HashNumbers numbers = new HashNumbers();
        private int[] samples = new int[1024];
        private byte[] sources = new byte[1024];
        /** One bit for each split. */
        private byte[] splits = new byte[1024];
        private long withSubject;
        private long withoutSubject;

        /**
         * Adds a sample.
         *
         * @param source the number of its source
         */
        void add(final SampleMetadata metadata, final int source) {
            final boolean original = metadata.augmentation().isEmpty();
            if (metadata.person().isEmpty()) {
                withoutSubject += original ? 1 : 0;
                return;
            }

            // By the source's own name: its number may stand for several sources.
            final int subject = numbers.number(Sha256.prefix(metadata.person().get()));
            if (subject == samples.length) {
                samples = Arrays.copyOf(samples, 2 * subject);
                sources = Arrays.copyOf(sources, 2 * subject);
                splits = Arrays.copyOf(splits, 2 * subject);
            }

            withSubject += original ? 1 : 0;
            samples[subject] += original ? 1 : 0;
            sources[subject] = (byte) source;
            if (metadata.split().isPresent()) {
                splits[subject] |= (byte) (1 << metadata.split().get().ordinal());
            }
        }

        /** How many originals each subject of a source has, ascending. */
        int[] samplesPerSubject(final int source) {
            return IntStream.range(0, numbers.size()).filter(subject -> sources[subject] == source).map(subject -> samples[subject]).sorted().toArray();
        }

        SubjectStatistics statistics() {
            final int[] sorted = Arrays.copyOf(samples, numbers.size());
            Arrays.sort(sorted);
            final long inSeveralSplits = IntStream.range(0, numbers.size()).filter(subject -> Integer.bitCount(splits[subject]) > 1).count();
            return new SubjectStatistics(numbers.size(), withSubject, withoutSubject, Distribution.of(sorted), Bin.of(sorted, MAXIMUM_BINS), inSeveralSplits);
        }
    }
}
