package org.nififer.trainer.evaluation;

import org.nififer.core.dataset.DatasetIndex;
import org.nififer.core.model.ExpressionClassifier;

import java.io.IOException;

/**
 * Classifies samples in batches and counts how right the model is: what a training asks after each epoch.
 */
public final class DatasetEvaluator {

    private final ExpressionClassifier classifier;

    public DatasetEvaluator(final ExpressionClassifier classifier) {
        this.classifier = classifier;
    }

    /** Evaluates some samples of an open dataset, all of them labelled. */
    public EvaluationMetrics evaluate(final DatasetIndex dataset, final int[] samples) throws IOException {
        final ConfusionMatrix matrix = new ConfusionMatrix();
        final LabelledBatches batches = new LabelledBatches(classifier, matrix::add);
        for (final int sample : samples) {
            batches.add(dataset.expression(sample).orElseThrow(), dataset.decodedImage(sample));
        }

        batches.classify();
        return matrix.metrics();
    }
}
