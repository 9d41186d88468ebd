package org.nififer.trainer.ablation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.hipparchus.stat.StatUtils;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.trainer.evaluation.ConfidenceIntervals;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import org.nififer.trainer.evaluation.McNemarTest;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What an ablation found out.
 *
 * @param dataset            its file name
 * @param datasetFingerprint of the whole dataset
 * @param testSamples        how many the models were measured on
 * @param seeds              in their order
 * @param table              a row for each of Table 2
 * @param runs               of which it consists
 * @param comparisons        McNemar's test of each two rows, for each seed; none where the models were not measured together
 * @param wallSeconds        of the command that came to the end, or from the dataset to the table in a flow, with evaluation
 * @param earlierRuns        how many runs had been finished before, and so are not in this time
 */
public record AblationResult(String dataset, String datasetFingerprint, long testSamples, List<Long> seeds, List<Row> table, List<Run> runs,
                             List<Comparison> comparisons, double wallSeconds, int earlierRuns) {

    /**
     * A row of Table 2: its figures over the seeds.
     *
     * @param row       its name
     * @param seeds     how many
     * @param accuracy  over all expressions
     * @param accuracy7 without contempt
     * @param precision weighted by support, as are recall and f1
     */
    public record Row(String row, int seeds, Figure accuracy, Figure accuracy7, Figure precision, Figure recall, Figure f1) {

        /**
         * A figure over the seeds.
         *
         * @param deviation the standard deviation of the sample (n - 1); null for one seed, which shows none
         */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Figure(double mean, Double deviation) {

            private static Figure of(final List<Run> runs, final ToDoubleFunction<EvaluationMetrics> figure) {
                final double[] values = runs.stream().map(Run::test).mapToDouble(figure).toArray();
                return new Figure(StatUtils.mean(values), values.length == 1 ? null : Math.sqrt(StatUtils.variance(values)));
            }
        }

        /** The figures of the runs of a row, at least one. */
        static Row of(final String row, final List<Run> runs) {
            return new Row(row, runs.size(), Figure.of(runs, EvaluationMetrics::accuracy), Figure.of(runs, EvaluationMetrics::accuracy7),
                    Figure.of(runs, metrics -> metrics.weighted().precision()), Figure.of(runs, metrics -> metrics.weighted().recall()),
                    Figure.of(runs, metrics -> metrics.weighted().f1()));
        }
    }

    /**
     * One row with one seed.
     *
     * @param row                its name in the table
     * @param seed               of its training
     * @param modelId            of its model
     * @param epochs             that were trained
     * @param bestEpoch          whose weights are the model
     * @param trainingSeconds    of all steps, in whatever processes, without validation
     * @param validationAccuracy of the model, 0 to 1
     * @param test               its figures on the test split
     * @param intervals          how sure these are: what the choice of the samples leaves open, which seeds do not show
     */
    public record Run(String row, long seed, String modelId, int epochs, int bestEpoch, double trainingSeconds, double validationAccuracy, EvaluationMetrics test,
                      ConfidenceIntervals intervals) {
    }

    /**
     * Two rows with the same seed, sample by sample.
     */
    public record Comparison(long seed, @JsonUnwrapped McNemarTest test) {
    }

    /**
     * The table of runs on one dataset.
     *
     * @param rows names, in the order of the table
     * @param runs at least one for each row
     */
    static AblationResult of(final String dataset, final String datasetFingerprint, final List<String> rows, final List<Run> runs,
                             final List<Comparison> comparisons, final double wallSeconds, final int earlierRuns) {
        final List<Row> table = rows.stream().map(row -> Row.of(row, runs.stream().filter(run -> run.row().equals(row)).toList())).toList();
        return new AblationResult(dataset, datasetFingerprint, runs.getFirst().test().samples(), runs.stream().map(Run::seed).distinct().toList(), table,
                List.copyOf(runs), List.copyOf(comparisons), wallSeconds, earlierRuns);
    }

    /**
     * The table of runs that were trained and evaluated one by one.
     *
     * @param rows        names, in the order of the table
     * @param evaluations at least one for each row
     * @param wallSeconds from the dataset to the table
     * @throws InvalidInputException where they were measured on different samples
     */
    public static AblationResult ofEvaluations(final List<String> rows, final List<EvaluatedRun> evaluations, final double wallSeconds) throws InvalidInputException {
        final EvaluatedRun first = evaluations.getFirst();
        for (final EvaluatedRun other : evaluations) {
            if (!other.samples().equals(first.samples())) {
                throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s was measured on %s, %s on %s; a table compares models on the same samples",
                        first.name(), first.samples(), other.name(), other.samples()));
            }
        }

        return of(first.dataset(), first.datasetFingerprint(), rows, evaluations.stream().map(EvaluatedRun::run).toList(), List.of(), wallSeconds, 0);
    }
}
