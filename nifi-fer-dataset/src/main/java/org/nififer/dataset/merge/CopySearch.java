package org.nififer.dataset.merge;

import org.nififer.dataset.duplicate.HashIndex;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Finds the kept sample that another one is a copy of. Not thread-safe.
 */
final class CopySearch {

    static final int NONE = -1;

    private final MergeImages images;
    /** The kept sample of each image, or {@link #NONE}. */
    private final int[] keptOfImage;
    /** The hashes of the kept samples; null where near-duplicates stay. */
    private final HashIndex index;
    /** The sample of each hash of the index. */
    private final int[] indexed;
    private int copyOf;
    private int copyNumber;
    private int distance;
    private boolean near;

    CopySearch(final MergeImages images, final OptionalInt nearDistance) {
        this.images = images;
        keptOfImage = new int[images.count()];
        Arrays.fill(keptOfImage, NONE);
        index = nearDistance.isPresent() ? images.newIndex(nearDistance.getAsInt()) : null;
        indexed = new int[index == null ? 0 : images.size()];
    }

    /** Finds the kept sample that a sample is a copy of: {@link #copyOf} tells it. */
    void search(final int sample) {
        copyOf = keptOfImage[images.image(sample)];
        distance = 0;
        near = copyOf == NONE && index != null && images.hasHash(sample);
        if (near) {
            index.forEachNear(images.hash(sample), (number, bits) -> {
                final boolean better = copyOf == NONE || bits < distance || bits == distance && number < copyNumber;
                // Successive frames of one person look alike and are no copies; a split keeps them together in any case.
                if (better && !images.sameSubject(sample, indexed[number])) {
                    copyOf = indexed[number];
                    copyNumber = number;
                    distance = bits;
                }
            });
        }
    }

    /** Others can be copies of this sample from now on. */
    void keep(final int sample) {
        keptOfImage[images.image(sample)] = sample;
        if (index != null && images.hasHash(sample)) {
            indexed[index.add(images.hash(sample))] = sample;
        }
    }

    /** What the last search found: the nearest kept sample, of equally near ones the one kept first; or {@link #NONE}. */
    int copyOf() {
        return copyOf;
    }

    /** In how many bits the hashes of the two differ; 0 for equal bytes. */
    int distance() {
        return distance;
    }

    /** Whether the copy that was found looks alike but has other bytes. */
    boolean near() {
        return near;
    }
}
