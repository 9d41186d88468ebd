package org.nififer.dataset.duplicate;

import org.nififer.common.InvalidInputException;
import org.nififer.dataset.BoundedDecoding;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.image.PerceptualHash;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The perceptual hashes of a dataset's samples, 12 bytes each, and which of them are near. Flat images have no hash and are near to none: only equal bytes (SHA-256) make
 * them duplicates. A PNG and a JPEG of one picture differ in bytes, but are near. Not thread-safe.
 */
public final class NearDuplicates {

    private static final int INITIAL_CAPACITY = 1024;

    private long[] hashes = new long[INITIAL_CAPACITY];
    /** The number of the sample of each hash. */
    private int[] samples = new int[INITIAL_CAPACITY];
    private int hashCount;
    private int sampleCount;

    /** Told of two samples that are near. */
    @FunctionalInterface
    public interface PairConsumer {

        /**
         * Two samples that are near.
         *
         * @param first    the number of the earlier one, from 0 in the order in which they were added
         * @param second   the number of the later one
         * @param distance in how many bits their hashes differ
         */
        void accept(int first, int second, int distance);
    }

    /**
     * The perceptual hash of a sample: as its metadata has it, or computed from the image where other programs left it out.
     *
     * @param dataset what the error message calls the dataset
     * @return empty for a flat image
     * @throws InvalidInputException naming dataset and sample, where the image had to be decoded and is damaged
     */
    public static OptionalLong hash(final Sample sample, final String dataset) throws IOException {
        return sample.metadata().perceptualHash().isPresent() ? sample.metadata().perceptualHash()
                : BoundedDecoding.decode(sample.image(), String.format(Locale.ROOT, "%s: %s", dataset, sample.key()), PerceptualHash::of);
    }

    /** Adds the next sample's hash, see {@link #hash}. */
    public void add(final OptionalLong hash) {
        if (hash.isPresent()) {
            if (hashCount == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * hashCount);
                samples = Arrays.copyOf(samples, 2 * hashCount);
            }

            hashes[hashCount] = hash.getAsLong();
            samples[hashCount] = sampleCount;
            hashCount++;
        }

        sampleCount++;
    }

    /**
     * Tells of pairs of near samples, by the later one's number. Of samples with equal hashes each later one is paired with the first only, and only the first with
     * others, so that thousands of copies of an image do not give millions of pairs: what the pairs connect is the same.
     *
     * @param distance in how many bits two hashes may differ, 0 to {@value HashIndex#MAXIMUM_DISTANCE}
     * @param progress told that the search goes on; a long one can be cancelled by it
     */
    public void forEachPair(final int distance, final ProgressListener progress, final PairConsumer consumer) {
        final HashIndex index = new HashIndex(distance, hashes, hashCount);
        final int[] indexed = new int[hashCount];
        final Hits hits = new Hits();
        for (int number = 0; number < hashCount; number++) {
            progress.working();
            hits.clear();
            index.forEachNear(hashes[number], hits);
            if (hits.equal >= 0) {
                consumer.accept(indexed[hits.equal], samples[number], 0);
            } else {
                for (int hit = 0; hit < hits.size; hit++) {
                    consumer.accept(indexed[hits.numbers[hit]], samples[number], hits.distances[hit]);
                }

                indexed[index.add(hashes[number])] = samples[number];
            }
        }
    }

    /** What is near to one hash; at most one of them is equal. */
    private static final class Hits implements HashIndex.HitConsumer {

        private int[] numbers = new int[16];
        private int[] distances = new int[16];
        private int size;
        private int equal;

        private void clear() {
            size = 0;
            equal = -1;
        }

        @Override
        public void accept(final int number, final int distance) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
                distances = Arrays.copyOf(distances, 2 * size);
            }

            numbers[size] = number;
            distances[size] = distance;
            size++;
            if (distance == 0) {
                equal = number;
            }
        }
    }
}
