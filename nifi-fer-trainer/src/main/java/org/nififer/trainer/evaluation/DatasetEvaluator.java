package org.nififer.trainer.evaluation;

import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetIndex;
import org.nififer.core.image.RgbImage;
import org.nififer.core.model.Classification;
import org.nififer.core.model.ExpressionClassifier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Classifies samples in batches and counts how right the model is: what a training asks after each epoch.
 */
public final class DatasetEvaluator {

    private static final int BATCH = 32;

    private final ExpressionClassifier classifier;

    public DatasetEvaluator(final ExpressionClassifier classifier) {
        this.classifier = classifier;
    }

    /** Evaluates some samples of an open dataset. */
    public EvaluationMetrics evaluate(final DatasetIndex dataset, final int[] samples) throws IOException {
        final Batches batches = new Batches();
        for (final int sample : samples) {
            batches.add(dataset.expression(sample), dataset.decodedImage(sample));
        }

        return batches.metrics();
    }

    /** Collects samples until there are enough to classify together. */
    private final class Batches {

        private final ConfusionMatrix matrix = new ConfusionMatrix();
        private final List<Expression> labels = new ArrayList<>(BATCH);
        private final List<RgbImage> images = new ArrayList<>(BATCH);

        private void add(final Expression label, final RgbImage image) {
            labels.add(label);
            images.add(image);
            if (images.size() == BATCH) {
                classify();
            }
        }

        private void classify() {
            final List<Classification> classifications = classifier.classify(images);
            for (int position = 0; position < labels.size(); position++) {
                matrix.add(labels.get(position), classifications.get(position));
            }

            labels.clear();
            images.clear();
        }

        private EvaluationMetrics metrics() {
            classify();
            return matrix.metrics();
        }
    }
}
