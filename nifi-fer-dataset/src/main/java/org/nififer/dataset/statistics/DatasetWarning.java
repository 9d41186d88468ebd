package org.nififer.dataset.statistics;

import java.util.Locale;

/**
 * Something in a dataset that spoils what is learned from it or measured with it.
 *
 * @param kind which sort of problem
 * @param text what it is and what helps, one or two sentences for a person
 */
public record DatasetWarning(Kind kind, String text) {

    /** The sorts of problems, the gravest first. */
    public enum Kind {
        /** A person is in several splits. */
        SUBJECT_LEAK,
        /** An image is in several splits. */
        DUPLICATE_LEAK,
        /** Images that look alike are in several splits. */
        NEAR_DUPLICATE_LEAK,
        /** Validation or test has augmented samples. */
        AUGMENTED_OUTSIDE_TRAIN,
        /** Validation or test has unlabelled samples. */
        UNLABELLED_OUTSIDE_TRAIN,
        /** Equal images have different labels. */
        CONFLICTING_LABELS,
        /** Images cannot be decoded. */
        DAMAGED_IMAGES,
        /** Some samples have a split and some have none. */
        WITHOUT_SPLIT,
        /** A class of one split is absent from another one. */
        MISSING_CLASS,
        /** A class has few samples to learn from. */
        TINY_CLASS,
        /** The largest class is many times the smallest. */
        IMBALANCE,
        /** Samples to learn from are unlabelled. */
        UNLABELLED,
        /** It cannot be checked whether people are in several splits. */
        UNKNOWN_SUBJECTS,
        /** Files of the dataset belong to no sample. */
        OTHER_FILES;

        /** The name in files: lower case, with hyphens. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
