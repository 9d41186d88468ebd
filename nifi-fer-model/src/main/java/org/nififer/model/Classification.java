package org.nififer.model;

import org.nififer.common.Expression;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a model says about one face image.
 *
 * @param probabilities of every expression that the model knows, 0 to 1, in the order of the ids; they add up to 1
 */
public record Classification(Map<Expression, Double> probabilities) {

    public Classification {
        probabilities = Collections.unmodifiableMap(new EnumMap<>(probabilities));
    }

    /**
     * What a model says about one face image, and the features behind it.
     *
     * @param classification the answer; empty where the model gives no numbers
     * @param pooled         the squeezed features {@code [C]}, before squeeze-and-excitation; empty where the model does not tell them
     * @param gated          the same after the excitation {@code [C]}; equal to pooled in a model without it
     */
    public record WithFeatures(Optional<Classification> classification, float[] pooled, float[] gated) {
    }

    /**
     * Softmax of one row of logits, whose columns belong to the labels.
     *
     * @param temperature what the logits are divided by, above 0 (Guo et al., 2017)
     * @return empty where the logits are not all finite
     */
    static Optional<Classification> of(final List<Expression> labels, final float[] logits, final int row, final double temperature) {
        final int start = row * labels.size();
        double maximum = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < labels.size(); label++) {
            if (!Float.isFinite(logits[start + label])) {
                return Optional.empty();
            }

            maximum = Math.max(maximum, logits[start + label]);
        }

        double sum = 0;
        final Map<Expression, Double> probabilities = new EnumMap<>(Expression.class);
        for (int label = 0; label < labels.size(); label++) {
            final double value = Math.exp((logits[start + label] - maximum) / temperature);
            probabilities.put(labels.get(label), value);
            sum += value;
        }

        final double total = sum;
        probabilities.replaceAll((expression, value) -> value / total);
        return Optional.of(new Classification(probabilities));
    }

    /**
     * The answer where some expressions cannot be: the softmax of the logits of the others.
     *
     * @param others not all that the model knows
     */
    public Classification without(final Set<Expression> others) {
        final Map<Expression, Double> left = new EnumMap<>(probabilities);
        left.keySet().removeAll(others);
        final double sum = left.values().stream().mapToDouble(Double::doubleValue).sum();
        // So sure of what cannot be that nothing is left: nothing is known of the others.
        left.replaceAll((expression, value) -> sum == 0 ? 1.0 / left.size() : value / sum);
        return new Classification(left);
    }

    /** The most probable expression. */
    public Expression expression() {
        return probabilities.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }

    /** The probability of {@link #expression()}. */
    public double confidence() {
        return probabilities.get(expression());
    }
}
