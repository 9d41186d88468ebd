package org.nififer.trainer.run;

import org.nififer.common.Expression;
import org.nififer.dataset.DatasetIndex;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Makes the target of a sample: its label or the distribution of its votes, with a part of its original label, smoothed, times the weights of the expressions and of the
 * sample. Cross-entropy with it is what torch computes with {@code label_smoothing}, and with {@code weight} for targets that are distributions. What a teacher says of the
 * sample is mixed in after the smoothing, which it does not need; of an unlabelled sample it is all.
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

        return settings.classWeights().of(counts);
    }

    /** How many numbers a target has. */
    int length() {
        return labels.size();
    }

    /**
     * What the loss adds to the logits {@code [classes]}: the logarithm of how much the network hears of each expression in an epoch, as a part of all, times the setting. An
     * expression of which it hears nothing counts like one sample.
     */
    float[] logitAdjustment(final BalancedSampling sampling) {
        final float[] adjustment = new float[labels.size()];
        if (settings.logitAdjustment() == 0) {
            return adjustment;
        }

        final int[] samples = sampling.samples();
        final double[] sums = new double[labels.size()];
        final float[] target = new float[labels.size()];
        for (int position = 0; position < samples.length; position++) {
            write(samples[position], target, 0);
            for (int label = 0; label < sums.length; label++) {
                sums[label] += sampling.expected(position) * target[label];
            }
        }

        final double total = Arrays.stream(sums).sum();
        for (int label = 0; label < sums.length; label++) {
            adjustment[label] = (float) (settings.logitAdjustment() * Math.log(Math.max(sums[label] / total, 1.0 / samples.length)));
        }

        return adjustment;
    }

    /** Writes the target of a sample into a batch, from a position on. */
    void write(final int sample, final float[] targets, final int start) {
        final Map<Expression, Integer> votes = settings.softVotes() ? dataset.votes(sample) : Map.of();
        final int total = labels.stream().mapToInt(label -> votes.getOrDefault(label, 0)).sum();
        final double shared = settings.labelSmoothing() / labels.size();
        final Expression own = dataset.expression(sample).orElse(null);
        final Expression original = dataset.original(sample).filter(labels::contains).orElse(null);
        final double originalPart = original == null ? 0 : settings.originalPart();
        final int row = softLabels.row(sample);
        final double taught = row < 0 ? 0 : own == null ? 1 : softLabels.weight();
        final double weight = settings.voteWeights() ? votedPart(sample) : 1;
        for (int label = 0; label < labels.size(); label++) {
            final Expression expression = labels.get(label);
            final double voted = total > 0 ? (double) votes.getOrDefault(expression, 0) / total : expression == own ? 1 : 0;
            final double part = (1 - originalPart) * voted + (expression == original ? originalPart : 0);
            final double target = (1 - taught) * ((1 - settings.labelSmoothing()) * part + shared) + (row < 0 ? 0 : taught * softLabels.value(row, label));
            targets[start + label] = (float) (weight * weights[label] * target);
        }
    }

    /** The part of the annotators that chose an expression; 1 where there are no votes. */
    private double votedPart(final int sample) {
        final int voted = dataset.votes(sample).values().stream().mapToInt(Integer::intValue).sum();
        final int all = voted + dataset.otherVotes(sample);
        return all == 0 ? 1 : (double) voted / all;
    }
}
