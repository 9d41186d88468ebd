package org.nififer.trainer.calibration;

import org.nififer.common.Expression;
import org.nififer.model.Classification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Temperature scaling (Guo et al., <em>On Calibration of Modern Neural Networks</em>, 2017): the one number T for which the
 * softmax of logits / T gives the true labels the highest likelihood. It changes how sure a model is, never what it answers.
 */
final class TemperatureScaling {

    /** Temperatures outside 1 / LIMIT to LIMIT are no calibration. */
    private static final double LIMIT = 100;
    private static final int HALVINGS = 60;

    private final List<double[]> logits = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    /**
     * Counts a sample.
     *
     * @return false where the model does not know the label, and so cannot be sure of it
     */
    boolean add(final Expression label, final Classification classification) {
        if (!classification.probabilities().containsKey(label)) {
            return false;
        }

        // The logarithms of probabilities are logits, but for a constant that the softmax does not see.
        final double[] row = new double[classification.probabilities().size()];
        int position = 0;
        for (final Map.Entry<Expression, Double> probability : classification.probabilities().entrySet()) {
            if (probability.getKey() == label) {
                labels.add(position);
            }

            row[position++] = Math.log(Math.max(probability.getValue(), Double.MIN_NORMAL));
        }

        logits.add(row);
        return true;
    }

    /** How many samples were counted. */
    int samples() {
        return labels.size();
    }

    /** The mean negative log-likelihood of the labels at a temperature, in nats. */
    double negativeLogLikelihood(final double temperature) {
        double sum = 0;
        for (int sample = 0; sample < labels.size(); sample++) {
            final double[] row = logits.get(sample);
            final double largest = largest(row);
            double total = 0;
            for (final double logit : row) {
                total += Math.exp((logit - largest) / temperature);
            }

            sum += Math.log(total) + (largest - row[labels.get(sample)]) / temperature;
        }

        return sum / labels.size();
    }

    /**
     * The temperature with the highest likelihood. The likelihood is convex in 1 / T, so its slope has one zero, which halving
     * an interval finds.
     *
     * @return empty where there is none: a model that is right about every sample, or worse than chance
     */
    OptionalDouble fit() {
        double low = -Math.log(LIMIT);
        double high = Math.log(LIMIT);
        if (slope(Math.exp(low)) >= 0 || slope(Math.exp(high)) <= 0) {
            return OptionalDouble.empty();
        }

        for (int halving = 0; halving < HALVINGS; halving++) {
            final double middle = (low + high) / 2;
            if (slope(Math.exp(middle)) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }

        return OptionalDouble.of(Math.exp(-(low + high) / 2));
    }

    /** The derivative of the negative log-likelihood by 1 / T: the expected logit minus that of the label. */
    private double slope(final double inverse) {
        double slope = 0;
        for (int sample = 0; sample < labels.size(); sample++) {
            final double[] row = logits.get(sample);
            final double largest = largest(row);
            double total = 0;
            double weighted = 0;
            for (final double logit : row) {
                final double weight = Math.exp((logit - largest) * inverse);
                total += weight;
                weighted += weight * logit;
            }

            slope += weighted / total - row[labels.get(sample)];
        }

        return slope;
    }

    private static double largest(final double[] row) {
        double largest = row[0];
        for (final double value : row) {
            largest = Math.max(largest, value);
        }

        return largest;
    }
}
