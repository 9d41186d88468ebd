package org.nififer.model;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What classifies face images, be it a model in this process or a service of somebody else. Safe for any number of threads.
 */
public interface FaceClassifier extends AutoCloseable {

    /** What results name as their model. */
    String modelId();

    /** The expressions that it tells apart, in the order of its outputs; there may be fewer than {@link Expression#all()}. */
    List<Expression> expressions();

    /** The side of the images that it reads, pixels; others are resized. */
    int imageSize();

    /** How many images it computes at a time: whoever collects as many for a call uses it well, and no more need wait in memory. */
    int batchLimit();

    /** What it is and how it computes. */
    ModelSummary summary();

    /** What its logits are divided by before the softmax; 1 where it was not calibrated. */
    double temperature();

    /** Whether an answer is the mean of the logits of an image and of its mirror image. Features are those of the image alone. */
    boolean isMirrored();

    /** What the file of a model of nifi-fer says of it; empty for other models. */
    Optional<ModelDescription> description();

    /** Classifies face images of any size, in their order, and tells the features that led to the answers. */
    List<Classification.WithFeatures> classifyWithFeatures(List<RgbImage> faces);

    /**
     * The error of an image for which this model gives no numbers, though it gives them for others.
     *
     * @param name what the message calls the image
     */
    default InvalidInputException noNumbers(final String name) {
        return new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "Model %s gives NaN or infinite outputs for %s; a higher precision may help", modelId(),
                name));
    }

    /** Lets go of the model, or gives it back: whoever opened or borrowed it does so, after the last call has returned. */
    @Override
    void close();
}
