package org.nififer.trainer.evaluation;

import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageResizer;
import org.nififer.model.Classification;
import org.nififer.model.ExpressionClassifier;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Collects labelled images until there are enough to classify together. They wait in the size that the model reads: a batch of photos as they come from a camera would be
 * a gigabyte.
 */
public final class LabelledBatches {

    private static final int BATCH = 32;

    private final ExpressionClassifier classifier;
    private final BiConsumer<Expression, Classification> answers;
    private final List<Expression> labels = new ArrayList<>(BATCH);
    private final List<RgbImage> images = new ArrayList<>(BATCH);

    /**
     * Batches without an image.
     *
     * @param answers hears the label of each image and what the classifier says, in the order of the images
     */
    public LabelledBatches(final ExpressionClassifier classifier, final BiConsumer<Expression, Classification> answers) {
        this.classifier = classifier;
        this.answers = answers;
    }

    /** Takes an image of any size. */
    public void add(final Expression label, final RgbImage image) {
        labels.add(label);
        images.add(ImageResizer.resize(image, classifier.imageSize(), classifier.imageSize()));
        if (images.size() == BATCH) {
            classify();
        }
    }

    /** Classifies those that wait. */
    public void classify() {
        final List<Classification> classifications = classifier.classify(images);
        for (int position = 0; position < labels.size(); position++) {
            answers.accept(labels.get(position), classifications.get(position));
        }

        labels.clear();
        images.clear();
    }
}
