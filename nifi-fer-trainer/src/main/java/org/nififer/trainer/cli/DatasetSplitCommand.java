package org.nififer.trainer.cli;

import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetReader;
import org.nififer.core.dataset.split.DatasetSplitter;
import org.nififer.core.dataset.split.SplitSettings;
import org.nififer.core.dataset.split.SplitSummary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@code dataset split}: validation and test get an equal number of samples of each class.
 */
@Command(name = "split", mixinStandardHelpOptions = true,
        description = "Splits a dataset: an equal number of samples of each class for validation and test, no subject and no image in two splits.")
public final class DatasetSplitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--validation-per-class", required = true, paramLabel = "N", description = "Samples of each class for validation.")
    private int validationPerClass;

    @Option(names = "--test-per-class", required = true, paramLabel = "N", description = "Samples of each class for the test.")
    private int testPerClass;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Equal seeds split equally (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--output", required = true, paramLabel = "D.tar", description = "The dataset to write.")
    private Path output;

    @Parameters(paramLabel = "D.tar", description = "The dataset to split; splits it has are replaced.")
    private Path input;

    @Override
    public Integer call() throws IOException {
        final SplitSettings settings;
        try {
            settings = new SplitSettings(validationPerClass, testPerClass, seed);
        } catch (final IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }

        final SplitSummary summary = DatasetOutput.write(output, List.of(input), writer -> {
            try (ProgressDisplay progress = ProgressDisplay.open("Split")) {
                return DatasetSplitter.split(() -> DatasetReader.open(input), writer, settings, progress);
            }
        });
        final PrintWriter out = spec.commandLine().getOut();
        out.printf("Read %d samples: %d written, %d left out.%n%n", summary.read(), summary.written().total(), summary.totalLeftOut());
        out.print(CountsTable.text(summary.written()));
        if (summary.totalLeftOut() > 0) {
            out.printf("%nLeft out, since their subjects or images are in a validation or test split that has its number already:%n");
            for (final Map.Entry<Expression, Long> entry : summary.leftOut().entrySet()) {
                out.printf("  %s %d%n", entry.getKey().label(), entry.getValue());
            }
        }

        out.flush();
        return 0;
    }
}
