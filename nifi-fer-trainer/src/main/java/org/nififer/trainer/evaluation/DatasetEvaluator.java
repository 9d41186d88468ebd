package org.nififer.trainer.evaluation;

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
        final ConfusionMatrix matrix = new ConfusionMatrix();
        final List<Sample> batch = new ArrayList<>(BATCH);
        for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
            if (sample.metadata().split().orElse(null) == split) {
                batch.add(sample);
            }

            if (batch.size() == BATCH) {
                classify(batch, matrix);
                batch.clear();
            }
        }

        classify(batch, matrix);
        if (matrix.samples() == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    "%s has no %s samples to evaluate; split it first, or choose another split".formatted(dataset, split.label()));
        }

        return matrix.metrics();
    }

    private void classify(final List<Sample> batch, final ConfusionMatrix matrix) throws IOException {
        final List<RgbImage> images = new ArrayList<>(batch.size());
        for (final Sample sample : batch) {
            images.add(ImageCodec.decode(sample.image(), "sample " + sample.key()));
        }

        final List<Classification> classifications = classifier.classify(images);
        for (int position = 0; position < batch.size(); position++) {
            matrix.add(batch.get(position).metadata().expression(), classifications.get(position));
        }
    }

    /** Evaluates some samples of an open dataset. */
    public EvaluationMetrics evaluate(final DatasetIndex dataset, final int[] samples) throws IOException {
        final ConfusionMatrix matrix = new ConfusionMatrix();
        for (int start = 0; start < samples.length; start += BATCH) {
            final int end = Math.min(start + BATCH, samples.length);
            final List<RgbImage> images = new ArrayList<>(end - start);
            for (int position = start; position < end; position++) {
                images.add(ImageCodec.decode(dataset.image(samples[position]), "%s: %s".formatted(dataset.file(), dataset.key(samples[position]))));
            }

            final List<Classification> classifications = classifier.classify(images);
            for (int position = start; position < end; position++) {
                matrix.add(dataset.expression(samples[position]), classifications.get(position - start));
            }
        }

        return matrix.metrics();
    }
}
