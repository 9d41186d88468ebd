package org.nififer.trainer.run;

import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetIndex;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Makes the target of a sample: its label or the distribution of its votes, smoothed, times the weights of the expressions. Cross-entropy with
 * it is what torch computes with {@code label_smoothing}, and with {@code weight} for targets that are distributions. What a teacher says of the sample is mixed in after the
 * smoothing, which it does not need; of an unlabelled sample it is all.
 */
public final class TargetEncoder {

    private final DatasetIndex dataset;
    private final List<Expression> labels;
    private final TargetSettings settings;
    private final SoftLabels softLabels;
    private final double[] weights;

    /**
     * An encoder for labelled samples.
     *
     * @param labels  of the outputs of the network
     * @param samples by which rare expressions are known: those of the training split
     */
    public TargetEncoder(final DatasetIndex dataset, final List<Expression> labels, final TargetSettings settings, final int[] samples) {
        this(dataset, labels, settings, samples, SoftLabels.NONE);
    }

    /** The same with what a teacher says: of all samples that are unlabelled, and of others. */
    TargetEncoder(final DatasetIndex dataset, final List<Expression> labels, final TargetSettings settings, final int[] samples, final SoftLabels softLabels) {
        this.dataset = dataset;
        this.labels = labels;
        this.settings = settings;
        this.softLabels = softLabels;
        this.weights = weights(samples);
    }

    private double[] weights(final int[] samples) {
        final double[] counts = new double[labels.size()];
        for (final int sample : samples) {
            dataset.expression(sample).ifPresent(label -> counts[labels.indexOf(label)]++);
        }

        final double[] result = new double[counts.length];
        final double labelled = Arrays.stream(counts).sum();
        final long occurring = Arrays.stream(counts).filter(count -> count > 0).count();
        for (int label = 0; label < counts.length; label++) {
            // An expression without samples is only met in votes and smoothing, where it counts like any other.
            result[label] = settings.classWeights() == ClassWeights.BALANCED && counts[label] > 0 ? labelled / (occurring * counts[label]) : 1;
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
        final Expression own = dataset.expression(sample).orElse(null);
        final int row = softLabels.row(sample);
        final double taught = row < 0 ? 0 : own == null ? 1 : softLabels.weight();
        for (int label = 0; label < labels.size(); label++) {
            final Expression expression = labels.get(label);
            final double part = total > 0 ? (double) votes.getOrDefault(expression, 0) / total : expression == own ? 1 : 0;
            final double target = (1 - taught) * ((1 - settings.labelSmoothing()) * part + shared) + (row < 0 ? 0 : taught * softLabels.value(row, label));
            targets[start + label] = (float) (weights[label] * target);
        }
    }
}
