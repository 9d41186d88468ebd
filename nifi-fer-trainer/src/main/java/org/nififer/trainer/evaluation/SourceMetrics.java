package org.nififer.trainer.evaluation;

/**
 * The figures of the samples of one source.
 *
 * @param name       of the source; empty for samples that name none
 * @param samples    how many were classified
 * @param accuracy   see {@link EvaluationMetrics#accuracy()}
 * @param accuracy7  see {@link EvaluationMetrics#accuracy7()}
 * @param weightedF1 see {@link EvaluationMetrics#weighted()}
 * @param macroF1    see {@link EvaluationMetrics#macro()}
 */
public record SourceMetrics(String name, long samples, double accuracy, double accuracy7, double weightedF1, double macroF1) {
}
