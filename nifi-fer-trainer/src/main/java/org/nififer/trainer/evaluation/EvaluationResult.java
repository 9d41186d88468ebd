package org.nififer.trainer.evaluation;

import java.util.List;

/**
 * What was found out about one or several models on the same samples.
 *
 * @param dataset            what the evaluation calls the dataset
 * @param datasetFingerprint of the whole dataset
 * @param split              which of its samples
 * @param labelSet           by which of their labels
 * @param leftOutExpressions which expressions were not measured: samples of them are left out, and answers are the best of the others
 * @param models             at least one
 * @param comparisons        of each pair of models
 */
public record EvaluationResult(String dataset, String datasetFingerprint, String split, LabelSet labelSet, List<String> leftOutExpressions,
                               List<Evaluation> models, List<McNemarTest> comparisons) {

    /** The same with other models. */
    public EvaluationResult withModels(final List<Evaluation> other) {
        return new EvaluationResult(dataset, datasetFingerprint, split, labelSet, leftOutExpressions, List.copyOf(other), comparisons);
    }
}
