package org.nififer.dataset.split;

import org.nififer.dataset.duplicate.HashIndex;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a dataset is split.
 *
 * @param validationPerClass samples of each class in the validation split, 0 or more
 * @param testPerClass       samples of each class in the test split, 0 or more
 * @param seed               equal seeds split the same dataset equally
 * @param tooFew             what is done where a class has too few samples
 * @param nearDistance       in how many bits the perceptual hashes of two images may differ for them to stay in one split, 0 to {@value HashIndex#MAXIMUM_DISTANCE}; empty
 *                           where only equal bytes count
 */
public record SplitSettings(int validationPerClass, int testPerClass, long seed, TooFewSamples tooFew, OptionalInt nearDistance) {

    /**
     * The largest distance at which no image of CK+48 is near to one of another subject (981 aligned faces of 118 people: 683 pairs of one subject; at 6 bits 10 pairs of two
     * people come in, at 8 a group of 104 samples hangs together). Images that are taken for near by mistake only end up in one split, so this is larger than where they
     * are dropped.
     */
    public static final int DEFAULT_NEAR_DISTANCE = 4;

    public SplitSettings {
        Objects.requireNonNull(tooFew, "tooFew");
        if (validationPerClass < 0 || testPerClass < 0 || validationPerClass + (long) testPerClass == 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d samples of each class for validation and %d for test; expected 0 or more, not both 0",
                    validationPerClass, testPerClass));
        }

        if (nearDistance.isPresent() && (nearDistance.getAsInt() < 0 || nearDistance.getAsInt() > HashIndex.MAXIMUM_DISTANCE)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A distance of %d bits between near-duplicates; expected 0 to %d", nearDistance.getAsInt(),
                    HashIndex.MAXIMUM_DISTANCE));
        }
    }

    /**
     * What is done where a class has too few samples, or too few subjects, for the numbers that validation and test shall have.
     */
    public enum TooFewSamples {
        /** Nothing is split. */
        ERROR("Nothing is split; the error names the expression and what it lacks"),
        /** The class gives the share of its samples that the other classes give. */
        PROPORTIONAL("The expression gives validation and test the share of its samples that the others give on average, at least 1 each where it has 4 or more, "
                + "never more than half");

        private final String description;

        TooFewSamples(final String description) {
            this.description = description;
        }

        /** The name in properties and on the command line: lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** One sentence for people. */
        public String description() {
            return description;
        }
    }
}
