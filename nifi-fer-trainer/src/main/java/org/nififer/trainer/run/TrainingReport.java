package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.nififer.trainer.calibration.ModelCalibrator.FittedTemperature;
import org.nififer.trainer.evaluation.EvaluationMetrics;

import java.util.List;
import java.util.Map;

/**
 * What a finished run says of itself: the content of {@code report.json}.
 *
 * @param runId              first 16 hexadecimal digits of the SHA-256 over dataset, settings, teacher and initial weights
 * @param modelId            of {@code model.safetensors}
 * @param settings           all of them
 * @param initialWeights     what the run started from; null where all weights were random
 * @param teacher            whose answers were targets; null where there was none
 * @param datasetFingerprint of the dataset
 * @param samples            numbers by split and expression, those of unlabelled samples among them
 * @param epochs             in their order
 * @param bestEpoch          whose weights are the model
 * @param validation         the figures of the model on the validation split
 * @param calibration        how the model was calibrated; null where it was not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingReport(String runId, String modelId, TrainingSettings settings, InitialWeights.Origin initialWeights, Teacher teacher,
                             String datasetFingerprint, Map<String, Map<String, Long>> samples, List<EpochRecord> epochs, int bestEpoch, EvaluationMetrics validation,
                             FittedTemperature calibration) {
}
