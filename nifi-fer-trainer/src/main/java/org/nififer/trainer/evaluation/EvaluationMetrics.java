package org.nififer.trainer.evaluation;

import java.util.List;

/**
 * The figures of an evaluation, as they are written to JSON. Ratios are 0 to 1; a ratio whose denominator is 0 is 0.
 *
 * @param samples    how many were classified
 * @param accuracy   the part that got the right one of all expressions
 * @param accuracy7  the same without contempt: over the samples of the other seven expressions, choosing among these seven
 * @param cohenKappa agreement beyond chance, -1 to 1
 * @param weighted   averages over the expressions that occur, weighted by their support
 * @param macro      averages over the expressions that occur, as labels or as predictions, each counting the same
 * @param perClass   one for each label
 * @param confusion  {@code [true][predicted]}, numbers of samples, in the order of the labels
 * @param labels     the expressions in the order of their ids
 */
public record EvaluationMetrics(long samples, double accuracy, double accuracy7, double cohenKappa, Averages weighted, Averages macro, List<ClassMetrics> perClass,
                                long[][] confusion, List<String> labels) {

    /** Averages over classes, defined as scikit-learn defines them. */
    public record Averages(double precision, double recall, double f1) {
    }

    /**
     * The figures of one class.
     *
     * @param support how many samples have it as their label
     */
    public record ClassMetrics(String label, double precision, double recall, double f1, long support) {
    }
}
