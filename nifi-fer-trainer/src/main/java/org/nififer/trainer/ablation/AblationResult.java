package org.nififer.trainer.ablation;

import java.util.List;

/**
 * What an ablation found out.
 *
 * @param dataset            its file name
 * @param datasetFingerprint of the whole dataset
 * @param testSamples        how many the models were measured on
 * @param seeds              in their order
 * @param table              a row for each of Table 2
 * @param runs               of which it consists
 * @param comparisons        McNemar's test of each two rows, for each seed
 * @param wallSeconds        of the command that came to the end, with evaluation
 * @param earlierRuns        how many runs had been finished before it, and so are not in its time
 */
public record AblationResult(String dataset, String datasetFingerprint, long testSamples, List<Long> seeds, List<TableRow> table, List<AblationRun> runs,
                             List<SeedComparison> comparisons, double wallSeconds, int earlierRuns) {
}
