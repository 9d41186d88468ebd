package org.nififer.trainer.calibration;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;
import org.nififer.image.ImageCodec;
import org.nififer.model.ExpressionClassifier;
import org.nififer.trainer.evaluation.LabelledBatches;

import java.io.IOException;
import java.util.Locale;

/**
 * Finds the temperature of a model on samples that it was not trained with.
 */
public final class ModelCalibrator {

    private final ExpressionClassifier classifier;
    private final TemperatureScaling scaling = new TemperatureScaling();
    private int leftOut;

    private ModelCalibrator(final ExpressionClassifier classifier) {
        this.classifier = classifier;
    }

    /**
     * Calibrates by a dataset as it streams by.
     *
     * @param dataset what error messages call the dataset
     * @throws InvalidInputException where the split has no samples of expressions that the model knows, or none that it is wrong about; where the classifier is mirrored
     */
    public static FittedTemperature calibrate(final ExpressionClassifier classifier, final DatasetReader reader, final Split split, final String dataset) throws IOException {
        if (classifier.isMirrored()) {
            throw new InvalidInputException(Code.INVALID_SETTING, "A temperature is fitted to the answers to images alone, not to the mean with those to their mirror images; "
                    + "expected a model that is asked without --mirrored");
        }

        final ModelCalibrator calibrator = new ModelCalibrator(classifier);
        calibrator.classify(reader, split, dataset);
        return calibrator.calibration(String.format(Locale.ROOT, "the %s samples of %s", split.label(), dataset));
    }

    private void classify(final DatasetReader reader, final Split split, final String dataset) throws IOException {
        final LabelledBatches batches = new LabelledBatches(classifier, (label, classification) -> leftOut += scaling.add(label, classification) ? 0 : 1);
        for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
            if (sample.metadata().split().orElse(null) == split && !sample.metadata().isMeasurable()) {
                leftOut++;
            } else if (sample.metadata().split().orElse(null) == split) {
                batches.add(sample.metadata().expression().orElseThrow(), ImageCodec.decode(sample.image(), String.format(Locale.ROOT, "%s: %s", dataset, sample.key())));
            }
        }

        batches.classify();
    }

    private FittedTemperature calibration(final String samples) throws InvalidInputException {
        if (scaling.samples() == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "None of %s has an expression that the model knows, %s; split it first, or choose another split", samples,
                    classifier.expressions()));
        }

        final double scale = scaling.fit().orElseThrow(() -> new InvalidInputException(Code.INVALID_DATASET,
                String.format(Locale.ROOT, "No temperature fits %s: the model is right about all %d of them, or worse than chance; expected samples of which it gets some wrong",
                samples, scaling.samples())));
        // The model may have a temperature already, which its probabilities come from.
        return new FittedTemperature(classifier.temperature() * scale, scaling.samples(), leftOut, scaling.negativeLogLikelihood(1), scaling.negativeLogLikelihood(scale));
    }

    /**
     * How a model was calibrated.
     *
     * @param temperature what its logits are to be divided by
     * @param samples     by which it was found
     * @param leftOut     samples that are unlabelled or show an expression that the model does not know
     * @param before      the mean negative log-likelihood of the labels without the new temperature, nats
     * @param after       the same with it
     */
    public record FittedTemperature(double temperature, int samples, int leftOut, double before, double after) {
    }
}
