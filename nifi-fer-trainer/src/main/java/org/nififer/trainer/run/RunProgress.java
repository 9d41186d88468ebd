package org.nififer.trainer.run;

import org.nififer.trainer.evaluation.EvaluationMetrics;

import java.util.List;

/**
 * How far a run has come.
 *
 * @param epochs those that have ended, in their order, at least one
 * @param best   the validation figures of the best of them
 * @param steps  of the optimizer so far
 */
record RunProgress(List<EpochRecord> epochs, EvaluationMetrics best, long steps) {
}
