package org.nififer.trainer.ablation;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.List;
import java.util.Locale;

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
public record AblationResult(String dataset, String datasetFingerprint, long testSamples, List<Long> seeds, List<TableRow> table, List<AblationRun> runs,
                             List<SeedComparison> comparisons, double wallSeconds, int earlierRuns) {

    /**
     * The table of runs on one dataset.
     *
     * @param rows names, in the order of the table
     * @param runs at least one for each row
     */
    static AblationResult of(final String dataset, final String datasetFingerprint, final List<String> rows, final List<AblationRun> runs,
                             final List<SeedComparison> comparisons, final double wallSeconds, final int earlierRuns) {
        final List<TableRow> table = rows.stream().map(row -> TableRow.of(row, runs.stream().filter(run -> run.row().equals(row)).toList())).toList();
        return new AblationResult(dataset, datasetFingerprint, runs.getFirst().test().samples(), runs.stream().map(AblationRun::seed).distinct().toList(), table,
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
