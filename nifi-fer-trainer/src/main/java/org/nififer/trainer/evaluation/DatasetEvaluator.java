package org.nififer.trainer.evaluation;

import org.nififer.dataset.DatasetIndex;
import org.nififer.model.ExpressionClassifier;

import java.io.IOException;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * Classifies samples in batches and counts how right the model is: what a training asks after each epoch.
 */
public final class DatasetEvaluator {

    private final ExpressionClassifier classifier;

    public DatasetEvaluator(final ExpressionClassifier classifier) {
        this.classifier = classifier;
    }

    /**
     * How right a model is.
     *
     * @param metrics of its answers
     * @param loss    mean negative log-likelihood of the labels, in nats
     */
    public record Result(EvaluationMetrics metrics, double loss) {
    }

    /** Evaluates some samples of an open dataset, at least one, all of them labelled. */
    public Result evaluate(final DatasetIndex dataset, final int[] samples) throws IOException {
        final ConfusionMatrix matrix = new ConfusionMatrix();
        final DoubleAdder loss = new DoubleAdder();
        final LabelledBatches batches = new LabelledBatches(classifier, (label, answer) -> {
            matrix.add(label, answer);
            // A probability that is too small for a double counts as the smallest one, not as an infinite loss.
            loss.add(-Math.log(Math.max(answer.probabilities().getOrDefault(label, 0.0), Double.MIN_NORMAL)));
        });
        for (final int sample : samples) {
            batches.add(dataset.expression(sample).orElseThrow(), dataset.decodedImage(sample));
        }

        batches.classify();
        return new Result(matrix.metrics(), loss.sum() / samples.length);
    }
}
