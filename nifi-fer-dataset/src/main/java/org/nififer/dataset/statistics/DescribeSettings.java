package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.duplicate.HashIndex;

import java.util.Locale;
import java.util.Map;

/**
 * What a description holds.
 *
 * @param imagesPerClass        how many sample images of each expression are drawn, 0 (none at all) to {@value #MAXIMUM_IMAGES}
 * @param nearDuplicateDistance in how many bits the perceptual hashes of near-duplicates differ at most, 0 to {@value HashIndex#MAXIMUM_DISTANCE}
 * @param seed                  equal seeds draw equal images
 * @param threads               how many decode images, 1 or more; the description does not depend on it
 * @param before                how many training samples each expression had before the dataset was balanced; empty where that is not known
 */
public record DescribeSettings(int imagesPerClass, int nearDuplicateDistance, long seed, int threads, Map<Expression, Long> before) {

    /** The most sample images of an expression. */
    public static final int MAXIMUM_IMAGES = 50;
    /** Sample images of an expression where nothing else is asked for. */
    public static final int DEFAULT_IMAGES = 12;

    public DescribeSettings {
        if (imagesPerClass < 0 || imagesPerClass > MAXIMUM_IMAGES) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d images of each class; expected 0 (none) to %d", imagesPerClass, MAXIMUM_IMAGES));
        }

        if (nearDuplicateDistance < 0 || nearDuplicateDistance > HashIndex.MAXIMUM_DISTANCE) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A near-duplicate distance of %d bits; expected 0 to %d", nearDuplicateDistance,
                    HashIndex.MAXIMUM_DISTANCE));
        }

        if (threads < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d threads; expected 1 or more", threads));
        }

        before = Map.copyOf(before);
    }
}
