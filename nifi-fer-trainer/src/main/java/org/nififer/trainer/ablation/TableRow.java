package org.nififer.trainer.ablation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.hipparchus.stat.StatUtils;
import org.nififer.trainer.evaluation.EvaluationMetrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A row of Table 2: its figures over the seeds.
 *
 * @param row       its name
 * @param seeds     how many
 * @param accuracy  over all expressions
 * @param accuracy7 without contempt
 * @param precision weighted by support, as are recall and f1
 */
public record TableRow(String row, int seeds, Figure accuracy, Figure accuracy7, Figure precision, Figure recall, Figure f1) {

    /**
     * A figure over the seeds.
     *
     * @param deviation the standard deviation of the sample (n - 1); null for one seed, which shows none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Figure(double mean, Double deviation) {

        private static Figure of(final List<AblationRun> runs, final ToDoubleFunction<EvaluationMetrics> figure) {
            final double[] values = runs.stream().map(AblationRun::test).mapToDouble(figure).toArray();
            return new Figure(StatUtils.mean(values), values.length == 1 ? null : Math.sqrt(StatUtils.variance(values)));
        }
    }

    /** The figures of the runs of a row, at least one. */
    static TableRow of(final String row, final List<AblationRun> runs) {
        return new TableRow(row, runs.size(), Figure.of(runs, EvaluationMetrics::accuracy), Figure.of(runs, EvaluationMetrics::accuracy7),
                Figure.of(runs, metrics -> metrics.weighted().precision()), Figure.of(runs, metrics -> metrics.weighted().recall()),
                Figure.of(runs, metrics -> metrics.weighted().f1()));
    }
}
