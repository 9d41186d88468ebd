package org.nififer.trainer.run;

import org.nififer.dataset.DatasetIndex;
import org.nififer.model.ExpressionClassifier;
import org.nififer.trainer.evaluation.ConfusionMatrix;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.LabelledBatches;

import java.io.IOException;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * How right a model is about some samples: what a training asks after each epoch.
 *
 * @param metrics of its answers
 * @param loss    mean negative log-likelihood of the labels, in nats
 */
record Validation(EvaluationMetrics metrics, double loss) {

    /**
     * Classifies samples of a dataset.
     *
     * @param samples at least one, all of them labelled
     */
    static Validation of(final ExpressionClassifier classifier, final DatasetIndex dataset, final int[] samples) throws IOException {
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
        return new Validation(matrix.metrics(), loss.sum() / samples.length);
    }
}
