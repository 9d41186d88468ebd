package org.nififer.trainer.run;

import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetIndex;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Makes the target of a sample: its label or the distribution of its votes, smoothed, times the weights of the expressions. Cross-entropy with
 * it is what torch computes with {@code label_smoothing}, and with {@code weight} for targets that are distributions.
 */
public final class TargetEncoder {

    private final DatasetIndex dataset;
    private final List<Expression> labels;
    private final TargetSettings settings;
    private final double[] weights;

    /**
     * An encoder.
     *
     * @param labels  of the outputs of the network
     * @param samples by which rare expressions are known: those of the training split
     */
    public TargetEncoder(final DatasetIndex dataset, final List<Expression> labels, final TargetSettings settings, final int[] samples) {
        this.dataset = dataset;
        this.labels = labels;
        this.settings = settings;
        this.weights = weights(samples);
    }

    private double[] weights(final int[] samples) {
        final double[] counts = new double[labels.size()];
        for (final int sample : samples) {
            counts[labels.indexOf(dataset.expression(sample))]++;
        }

        final double[] result = new double[counts.length];
        final long occurring = Arrays.stream(counts).filter(count -> count > 0).count();
        for (int label = 0; label < counts.length; label++) {
            // An expression without samples is only met in votes and smoothing, where it counts like any other.
            result[label] = settings.classWeights() == ClassWeights.BALANCED && counts[label] > 0 ? samples.length / (occurring * counts[label]) : 1;
        }

        return result;
    }

    /** How many numbers a target has. */
    int length() {
        return labels.size();
    }

    /** Writes the target of a sample into a batch, from a position on. */
    void write(final int sample, final float[] targets, final int start) {
        final Map<Expression, Integer> votes = settings.softVotes() ? dataset.votes(sample) : Map.of();
        final int total = labels.stream().mapToInt(label -> votes.getOrDefault(label, 0)).sum();
        final double shared = settings.labelSmoothing() / labels.size();
        for (int label = 0; label < labels.size(); label++) {
            final Expression expression = labels.get(label);
            final double part = total > 0 ? (double) votes.getOrDefault(expression, 0) / total : expression == dataset.expression(sample) ? 1 : 0;
            targets[start + label] = (float) (weights[label] * ((1 - settings.labelSmoothing()) * part + shared));
        }
    }
}
