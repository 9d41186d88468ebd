package org.nififer.trainer.cli;

import org.nififer.core.dataset.source.ArchiveLimits;
import org.nififer.core.dataset.source.DatasetNormalizer;
import org.nififer.core.dataset.source.NormalizeSummary;
import org.nififer.core.dataset.source.SourceFormat;
import org.nififer.core.dataset.source.SourceInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code dataset normalize}: downloads become one dataset.
 */
@Command(name = "normalize", mixinStandardHelpOptions = true,
        description = "Turns datasets as they were downloaded (zip, folder or CSV) into one dataset file.")
public final class DatasetNormalizeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--format", defaultValue = "auto", paramLabel = "FORMAT", description = "One of ${COMPLETION-CANDIDATES}; auto finds it out (default).")
    private SourceFormat format;

    @Option(names = "--output", required = true, paramLabel = "D.tar", description = "The dataset to write.")
    private Path output;

    @Option(names = "--invalid", paramLabel = "FILE", description = "Where every invalid entry is written as a line of JSON: where, what, why.")
    private Path invalidFile;

    @Parameters(arity = "1..*", paramLabel = "INPUT", description = "A zip, a folder or a FER-2013 CSV.")
    private List<Path> inputs;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final NormalizeSummary summary;
        try (InvalidEntryReport report = InvalidEntryReport.open(invalidFile, spec.commandLine().getErr())) {
            summary = DatasetOutput.write(output, inputs, writer -> {
                try (ProgressDisplay progress = ProgressDisplay.open("Normalise")) {
                    final DatasetNormalizer normalizer = new DatasetNormalizer(writer, report, progress, ArchiveLimits.DEFAULT);
                    for (final Path input : inputs) {
                        normalizer.add(SourceInput.ofPath(input), format);
                    }

                    return normalizer.summary();
                }
            });
        }

        out.printf("Read %d samples: %d written, %d invalid. %d other entries were ignored. %d subjects are known.%n%n", summary.read(),
                summary.written().total(), summary.invalid(), summary.ignored(), summary.subjects());
        out.print(CountsTable.text(summary.written()));
        out.flush();
        return 0;
    }
}
