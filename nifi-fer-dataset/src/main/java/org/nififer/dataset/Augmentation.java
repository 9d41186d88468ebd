package org.nififer.dataset;

import java.util.Objects;

/**
 * How an augmented sample was made from another one, complete enough to make it again bit for bit.
 *
 * @param operation the image operations with their parameters in the order they were applied, for example
 *                  {@code rotation(-3.5) autocontrast()}
 * @param seed      the seed from which the parameters were drawn
 * @param origin    the key of the sample it was made from, in the same dataset
 */
public record Augmentation(String operation, long seed, String origin) {

    public Augmentation {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(origin, "origin");
    }
}
