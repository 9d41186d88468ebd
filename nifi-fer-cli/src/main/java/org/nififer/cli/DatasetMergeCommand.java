package org.nififer.cli;

import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.merge.DatasetMerger;
import org.nififer.dataset.merge.MergeSettings;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * {@code dataset merge}: several datasets become one, without the images that they repeat.
 */
@Command(name = "merge", mixinStandardHelpOptions = true,
        description = "Merges datasets into one and drops the images that they repeat. Of copies the one in test stays, else the one in validation, in train, without a "
                + "split; among these the earlier one. Of one dataset it drops the copies inside it.")
public final class DatasetMergeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--near-distance", defaultValue = "" + MergeSettings.DEFAULT_NEAR_DISTANCE, paramLabel = "N",
            description = "In how many of the 64 bits of their perceptual hashes near-duplicates differ at most, 0 to 10 (default ${DEFAULT-VALUE}).")
    private int nearDistance;

    @Option(names = "--keep-near-duplicates", description = "Drop only images with the same bytes.")
    private boolean keepNearDuplicates;

    @Option(names = "--conflicts", defaultValue = "keep-first", converter = Converters.Conflicts.class, completionCandidates = Converters.Conflicts.class,
            paramLabel = "POLICY", description = "What stays where the expressions of copies differ: one of ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private ConflictPolicy conflicts;

    @Option(names = "--duplicates", paramLabel = "FILE", description = "Where every sample that is dropped is written as a line of JSON, with the one it is a copy of.")
    private Path duplicatesFile;

    @Option(names = "--output", required = true, paramLabel = "M.tar", description = "The dataset to write.")
    private Path output;

    @Parameters(arity = "1..*", paramLabel = "D.tar", description = "The datasets to merge.")
    private List<Path> inputs;

    @Override
    public Integer call() throws IOException {
        final MergeSettings settings = CommonOptions.settings(spec, () -> new MergeSettings(keepNearDuplicates ? OptionalInt.empty() : OptionalInt.of(nearDistance), conflicts));
        final List<DatasetMerger.Input> datasets = inputs.stream().map(input -> new DatasetMerger.Input(input.toString(), () -> DatasetReader.open(input))).toList();
        final DatasetMerger.Summary summary = DatasetOutput.write(output, inputs, "Merge", (writer, progress) -> {
            try (Writer duplicates = DatasetOutput.openReport(duplicatesFile, output, inputs)) {
                return DatasetMerger.merge(datasets, writer, settings, dropped -> duplicates.write(dropped.toJson() + "\n"), progress);
            }
        });

        print(spec.commandLine().getOut(), summary);
        return 0;
    }

    private static void print(final PrintWriter out, final DatasetMerger.Summary summary) {
        out.printf(Locale.ROOT, "Read %d samples: %d written, %d dropped: %d exact copies and %d near-duplicates.%n", summary.read(), summary.written().total(), summary.dropped(),
                summary.exact(), summary.near());
        out.printf(Locale.ROOT, "Of these %d have another source than the one that stayed, %d are in another split, %d have another expression.%n", summary.acrossSources(),
                summary.acrossSplits(), summary.conflicts());
        if (summary.disputed() > 0) {
            out.printf(Locale.ROOT, "%d more were dropped since copies of them have another expression.%n", summary.disputed());
        }

        out.printf(Locale.ROOT, "%n%s", Tables.counts(summary.written()));
        out.flush();
    }
}
