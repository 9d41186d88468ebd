package org.nififer.trainer.evaluation;

import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.DatasetIndex;
import org.nififer.core.dataset.DatasetReader;
import org.nififer.core.dataset.Sample;
import org.nififer.core.dataset.Split;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.image.RgbImage;
import org.nififer.core.model.Classification;
import org.nififer.core.model.ExpressionClassifier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Classifies the samples of a split in batches and counts how right the model is.
 */
public final class DatasetEvaluator {

    private static final int BATCH = 32;

    private final ExpressionClassifier classifier;

    public DatasetEvaluator(final ExpressionClassifier classifier) {
        this.classifier = classifier;
    }

    /**
     * Evaluates a dataset as it streams by.
     *
     * @param dataset what the error message calls the dataset
     * @throws InvalidInputException where the split is empty
     */
    public EvaluationMetrics evaluate(final DatasetReader reader, final Split split, final String dataset) throws IOException {
        final Batches batches = new Batches();
        for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
            if (sample.metadata().split().orElse(null) == split) {
                batches.add(sample.metadata().expression(), ImageCodec.decode(sample.image(), "%s: %s".formatted(dataset, sample.key())));
            }
        }

        final EvaluationMetrics metrics = batches.metrics();
        if (metrics.samples() == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    "%s has no %s samples to evaluate; split it first, or choose another split".formatted(dataset, split.label()));
        }

        return metrics;
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
