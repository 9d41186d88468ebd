package org.nififer.dataset.merge;

import org.nififer.dataset.duplicate.HashIndex;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a merge drops beside exact copies, which it always drops.
 *
 * @param nearDistance in how many bits of their perceptual hashes two images may differ to be near-duplicates, 0 to {@value HashIndex#MAXIMUM_DISTANCE}; empty to keep
 *                     near-duplicates
 * @param conflicts    what becomes of images whose copies have different expressions
 */
public record MergeSettings(OptionalInt nearDistance, ConflictPolicy conflicts) {

    /**
     * The largest distance at which pairs really are one picture. Looked at on FER-2013: all 265 pairs of distance 0 and 2 are one picture, with another crop, brightness or
     * watermark; at 4 about 2 in 100 are two people, at 8 about 15, at 10 more than half. The more images, the more pairs are near by chance. Distances are even: half
     * of the bits of a perceptual hash are set.
     */
    public static final int DEFAULT_NEAR_DISTANCE = 2;

    public MergeSettings {
        Objects.requireNonNull(conflicts, "conflicts");
        if (nearDistance.isPresent() && (nearDistance.getAsInt() < 0 || nearDistance.getAsInt() > HashIndex.MAXIMUM_DISTANCE)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A distance of %d bits between near-duplicates; expected 0 to %d", nearDistance.getAsInt(),
                    HashIndex.MAXIMUM_DISTANCE));
        }
    }

    /**
     * What becomes of an image whose copies have different expressions.
     */
    public enum ConflictPolicy {
        KEEP_FIRST("keep-first", "The preferred copy stays with its expression: the one of test before validation before train, then the earlier one"),
        DROP_ALL("drop-all", "Nobody knows which expression is right: no copy of the image stays");

        private final String label;
        private final String description;

        ConflictPolicy(final String label, final String description) {
            this.label = label;
            this.description = description;
        }

        /** The name on the command line and in properties. */
        public String label() {
            return label;
        }

        /** One line for people who have to choose. */
        public String description() {
            return description;
        }
    }
}
