package org.nififer.service.api;

import java.util.List;
import java.util.Optional;

/**
 * A model that a service has lent, for any number of threads, until it is closed. What has a default is for people and reports: whoever does not know it need not tell it.
 */
public interface ExpressionModel extends AutoCloseable {

    /** What results name as their model: the same for the same model, another one for any other. */
    String id();

    /** The expressions that it tells apart, at least one, each once: some of fear, sadness, happiness, anger, disgust, surprise, neutral and contempt. */
    List<String> expressions();

    /** The side in pixels of the square images that it reads; it resizes others. */
    int imageSize();

    /**
     * Classifies images of faces, of any size and number.
     *
     * @return one answer for each image, in their order
     */
    List<ExpressionAnswer> classify(List<FaceImage> faces);

    /** Gives it back. */
    @Override
    void close();

    /** How many images it computes at a time, at least 1: whoever collects as many for a call uses it well, and no more need wait in memory. */
    default int batchLimit() {
        return 1;
    }

    /** What it sees of colours: grey for the luminance alone, else the order of its channels, rgb or bgr. The images that go to it are RGB in any case. */
    default String colour() {
        return "rgb";
    }

    /** What kind of network it is, such as swin-se or onnx. */
    default String kind() {
        return "unknown";
    }

    /** How many weights it has; 0 where it does not tell. */
    default long parameters() {
        return 0;
    }

    /** Where it computes: cpu, gpu:0 and so on. */
    default String device() {
        return "unknown";
    }

    /** In which number type its matrix products are computed, such as bf16. */
    default String precision() {
        return "unknown";
    }

    /** What its logits are divided by before the softmax, above 0; 1 where it was not calibrated. */
    default double temperature() {
        return 1;
    }

    /** Whether an answer is the mean of the answers to an image and to its mirror image. */
    default boolean isMirrored() {
        return false;
    }

    /** What its file says of it as JSON, such as its architecture, the dataset and the training that it comes from and what was measured; empty where it says nothing. */
    default Optional<String> description() {
        return Optional.empty();
    }
}
