package org.nififer.trainer.evaluation;

import java.util.List;

/**
 * What was found out about one or several models on the same samples.
 *
 * @param dataset            what the evaluation calls the dataset
 * @param datasetFingerprint of the whole dataset
 * @param split              which of its samples
 * @param models             at least one
 * @param comparisons        of each pair of models
 */
public record EvaluationResult(String dataset, String datasetFingerprint, String split, List<Evaluation> models, List<McNemarTest> comparisons) {

    /** The same with other models. */
    public EvaluationResult withModels(final List<Evaluation> other) {
        return new EvaluationResult(dataset, datasetFingerprint, split, List.copyOf(other), comparisons);
    }
}
