package org.nififer.cli;

import org.nififer.common.Expression;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Split;
import org.nififer.dataset.split.DatasetSplitter;
import org.nififer.dataset.split.SplitSettings;
import org.nififer.dataset.split.SplitSettings.TooFewSamples;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * {@code dataset split}: validation and test get an equal number of samples of each class.
 */
@Command(name = "split", mixinStandardHelpOptions = true,
        description = "Splits a dataset: an equal number of samples of each class for validation and test; unlabelled ones go to train. No subject, "
                + "no image and no image that looks alike in two splits.")
public final class DatasetSplitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--validation-per-class", required = true, paramLabel = "N", description = "Samples of each class for validation.")
    private int validationPerClass;

    @Option(names = "--test-per-class", required = true, paramLabel = "N", description = "Samples of each class for the test.")
    private int testPerClass;

    @Option(names = "--too-few", defaultValue = "error", converter = Converters.TooFew.class, completionCandidates = Converters.TooFew.class, paramLabel = "CHOICE",
            description = "Where a class has too few samples or subjects: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}). proportional gives validation and test "
                    + "the share of its samples that the other classes give on average, at least 1 each where it has 4 or more, never more than half.")
    private TooFewSamples tooFew;

    @Option(names = "--near-distance", defaultValue = "" + SplitSettings.DEFAULT_NEAR_DISTANCE, paramLabel = "N",
            description = "In how many of the 64 bits of their perceptual hashes images may differ to stay in one split, 0 to 10 (default ${DEFAULT-VALUE}).")
    private int nearDistance;

    @Option(names = "--ignore-near-duplicates", description = "Keep only images with the same bytes, and subjects, in one split.")
    private boolean ignoreNearDuplicates;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "S", description = "Equal seeds split equally (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--output", required = true, paramLabel = "D.tar", description = "The dataset to write.")
    private Path output;

    @Parameters(paramLabel = "D.tar", description = "The dataset to split; splits it has are replaced.")
    private Path input;

    @Override
    public Integer call() throws IOException {
        final SplitSettings settings = CommonOptions.settings(spec, () -> new SplitSettings(validationPerClass, testPerClass, seed, tooFew,
                ignoreNearDuplicates ? OptionalInt.empty() : OptionalInt.of(nearDistance)));

        final DatasetSplitter.Summary summary = DatasetOutput.write(output, List.of(input), "Split",
                (writer, progress) -> DatasetSplitter.split(() -> DatasetReader.open(input), writer, settings, progress));
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "Read %d samples: %d written, %d left out.%n%n", summary.read(), summary.written().total(), summary.totalLeftOut());
        out.print(Tables.counts(summary.written()));
        if (summary.totalLeftOut() > 0) {
            out.printf(Locale.ROOT, "%nLeft out, since their subjects or images are in a validation or test split that has its number already, or takes no unlabelled samples:%n");
            for (final Map.Entry<Expression, Long> entry : summary.leftOut().entrySet()) {
                out.printf(Locale.ROOT, "  %s %d%n", entry.getKey().label(), entry.getValue());
            }

            if (summary.unlabelledLeftOut() > 0) {
                out.printf(Locale.ROOT, "  %s %d%n", SampleLabels.UNLABELLED, summary.unlabelledLeftOut());
            }
        }

        if (!summary.tooFew().isEmpty()) {
            out.printf(Locale.ROOT, "%nToo few samples or subjects for the numbers asked for, so that these give a share of theirs:%n");
            for (final Expression expression : summary.tooFew()) {
                out.printf(Locale.ROOT, "  %s %d of %d for validation, %d for test%n", expression.label(), summary.written().count(Optional.of(Split.VALIDATION), expression),
                        summary.written().count(expression), summary.written().count(Optional.of(Split.TEST), expression));
            }
        }

        out.flush();
        return 0;
    }
}
