package org.nififer.core.dataset.split;

/**
 * How a dataset is split.
 *
 * @param validationPerClass samples of each class in the validation split, 0 or more
 * @param testPerClass       samples of each class in the test split, 0 or more
 * @param seed               equal seeds split the same dataset equally
 */
public record SplitSettings(int validationPerClass, int testPerClass, long seed) {

    public SplitSettings {
        if (validationPerClass < 0 || testPerClass < 0 || validationPerClass + (long) testPerClass == 0) {
            throw new IllegalArgumentException("%d samples of each class for validation and %d for test; expected 0 or more, not both 0"
                    .formatted(validationPerClass, testPerClass));
        }
    }
}
