package org.nififer.trainer.run;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetIndex;
import org.nififer.image.ImageResizer;
import org.nififer.model.Classification;
import org.nififer.model.ExpressionClassifier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a teacher answers for samples: a distribution over the outputs of the network that learns from it. Holds 36 bytes a sample with eight outputs.
 *
 * @param samples their numbers in the dataset, ascending
 * @param values  {@code [samples, outputs]}, each row adds up to 1
 * @param weight  how much of the target of a labelled sample its row is, 0 to 1
 */
record SoftLabels(int[] samples, float[] values, double weight) {

    /** Of no teacher. */
    static final SoftLabels NONE = new SoftLabels(new int[0], new float[0], 0);

    private static final int BATCH = 32;

    /**
     * Asks the teacher. The images are as the dataset has them, not augmented, in the size and normalisation of the teacher.
     *
     * @param samples  ascending
     * @param labels   of the outputs of the network
     * @param listener told how far it is
     * @throws InvalidInputException where an image is damaged, or the teacher gives no numbers for it
     */
    static SoftLabels of(final Teacher teacher, final DatasetIndex dataset, final int[] samples, final List<Expression> labels, final TrainingListener listener)
            throws IOException {
        final float[] values = new float[Math.multiplyExact(samples.length, labels.size())];
        try (ExpressionClassifier classifier = teacher.classifier()) {
            final int side = classifier.imageSize();
            for (int start = 0; start < samples.length; start += BATCH) {
                final int size = Math.min(BATCH, samples.length - start);
                final List<RgbImage> images = new ArrayList<>(size);
                for (int position = start; position < start + size; position++) {
                    // A batch of photos as they come from a camera would be a gigabyte.
                    images.add(ImageResizer.resize(dataset.decodedImage(samples[position]), side, side));
                }

                final List<Optional<Classification>> answers = classifier.classifyEach(images);
                for (int position = 0; position < size; position++) {
                    final String name = String.format(Locale.ROOT, "%s: %s", dataset.file(), dataset.key(samples[start + position]));
                    final Classification answer = answers.get(position).orElseThrow(() -> classifier.noNumbers(name));
                    final double[] softened = softened(answer.probabilities(), labels, teacher.temperature());
                    for (int label = 0; label < softened.length; label++) {
                        values[(start + position) * softened.length + label] = (float) softened[label];
                    }
                }

                listener.taught(start + size, samples.length);
            }
        }

        return new SoftLabels(samples, values, teacher.weight());
    }

    /**
     * {@code softmax(logits / temperature)}, from the probabilities {@code softmax(logits)}: they are {@code p ^ (1 / temperature)}, made to add up to 1. An expression that the
     * probabilities lack gets 0.
     */
    static double[] softened(final Map<Expression, Double> probabilities, final List<Expression> labels, final double temperature) {
        final double[] softened = labels.stream().mapToDouble(label -> probabilities.getOrDefault(label, 0.0)).toArray();
        final double largest = Arrays.stream(softened).max().orElseThrow();
        double sum = 0;
        for (int label = 0; label < softened.length; label++) {
            // Divided by the largest, which a low temperature would else make 0.
            softened[label] = Math.pow(softened[label] / largest, 1 / temperature);
            sum += softened[label];
        }

        for (int label = 0; label < softened.length; label++) {
            softened[label] /= sum;
        }

        return softened;
    }

    /** The row of a sample; negative where the teacher was not asked about it. */
    int row(final int sample) {
        return Arrays.binarySearch(samples, sample);
    }

    /** The part of an output in a row, 0 to 1. */
    float value(final int row, final int label) {
        return values[row * (values.length / samples.length) + label];
    }
}
