package org.nififer.dataset.merge;

import org.nififer.common.Sha256;
import org.nififer.dataset.HashNumbers;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.duplicate.HashIndex;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Image, perceptual hash and subject of all samples of a merge, numbered from 0 in the order of the inputs: about 50 bytes each. Not thread-safe.
 */
final class MergeImages {

    private static final int NO_SUBJECT = -1;
    private static final int INITIAL_CAPACITY = 1024;

    private final HashNumbers imageNumbers = new HashNumbers();
    private final HashNumbers subjectNumbers = new HashNumbers();
    private final BitSet hashed = new BitSet();
    private int[] images = new int[INITIAL_CAPACITY];
    private long[] hashes = new long[INITIAL_CAPACITY];
    private int[] subjects = new int[INITIAL_CAPACITY];
    private int size;

    /**
     * Adds a sample, without its perceptual hash.
     *
     * @return its number
     */
    int add(final SampleMetadata metadata) {
        if (size == images.length) {
            images = Arrays.copyOf(images, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            subjects = Arrays.copyOf(subjects, 2 * size);
        }

        images[size] = imageNumbers.number(Sha256.prefix(metadata.sha256().orElseThrow()));
        subjects[size] = metadata.person().map(person -> subjectNumbers.number(Sha256.prefix(person))).orElse(NO_SUBJECT);
        size++;
        return size - 1;
    }

    /** Gives a sample its perceptual hash. */
    void setHash(final int sample, final long hash) {
        hashes[sample] = hash;
        hashed.set(sample);
    }

    /** How many different images there are, compared by their bytes. */
    int count() {
        return imageNumbers.size();
    }

    /** The number of a sample's image: equal for equal bytes, by their SHA-256. */
    int image(final int sample) {
        return images[sample];
    }

    /** The number of samples. */
    int size() {
        return size;
    }

    /** An empty index with room for the hashes of all samples. */
    HashIndex newIndex(final int distance) {
        return new HashIndex(distance, hashes, size);
    }

    /** Whether a sample has a perceptual hash; flat images have none. */
    boolean hasHash(final int sample) {
        return hashed.get(sample);
    }

    /** The perceptual hash of a sample that has one. */
    long hash(final int sample) {
        return hashes[sample];
    }

    /** Whether two samples are known to show the same person. */
    boolean sameSubject(final int first, final int second) {
        return subjects[first] != NO_SUBJECT && subjects[first] == subjects[second];
    }
}
