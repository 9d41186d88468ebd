package org.nififer.service.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model says of the image of one face.
 *
 * @param probabilities of each expression that the model tells apart, 0 to 1, which add up to 1; empty where the model gives no numbers for this image
 * @param features      from which it has told the expression, such as the pooled features of the last stage {@code [C]}; empty where it does not tell them. Not copied
 * @param gated         the same after squeeze-and-excitation {@code [C]}; equal to them in a model without it, and empty where it does not tell them. Not copied
 */
public record ExpressionAnswer(Map<String, Double> probabilities, float[] features, float[] gated) {

    public ExpressionAnswer {
        probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    }

    /** The answer of a model that does not tell its features. */
    public static ExpressionAnswer of(final Map<String, Double> probabilities) {
        return new ExpressionAnswer(probabilities, new float[0], new float[0]);
    }
}
