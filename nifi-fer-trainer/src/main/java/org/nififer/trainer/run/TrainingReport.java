package org.nififer.trainer.run;

import org.nififer.trainer.evaluation.EvaluationMetrics;

import java.util.List;
import java.util.Map;

/**
 * What a finished run says of itself: the content of {@code report.json}.
 *
 * @param runId              first 16 hexadecimal digits of the SHA-256 over dataset and settings
 * @param modelId            of {@code model.safetensors}
 * @param settings           all of them
 * @param datasetFingerprint of the dataset
 * @param samples            numbers by split and expression
 * @param epochs             in their order
 * @param bestEpoch          whose weights are the model
 * @param validation         the figures of the model on the validation split
 */
public record TrainingReport(String runId, String modelId, TrainingSettings settings, String datasetFingerprint, Map<String, Map<String, Long>> samples,
                             List<EpochRecord> epochs, int bestEpoch, EvaluationMetrics validation) {
}
