package org.nififer.cli;

import org.nififer.common.Expression;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;
import org.nififer.dataset.merge.MergeSettings;
import org.nififer.dataset.statistics.DatasetDescriber;
import org.nififer.dataset.statistics.DatasetDescription;
import org.nififer.dataset.statistics.DatasetStatistics;
import org.nififer.dataset.statistics.DatasetWarning;
import org.nififer.dataset.statistics.DescribeSettings;
import org.nififer.trainer.report.DatasetReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code dataset describe}: statistics, a page with charts, and a datasheet.
 */
@Command(name = "describe", mixinStandardHelpOptions = true,
        description = "Tells what a dataset is: description.json, a page with charts and sample images (description.html) and a datasheet (datasheet.md).")
public final class DatasetDescribeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--output-directory", required = true, paramLabel = "DIR", description = "Where the three files go; made where it is missing.")
    private Path directory;

    @Option(names = "--before", paramLabel = "D.tar", description = "The dataset before it was balanced, for the class balance before and after.")
    private Path before;

    @Option(names = "--images-per-class", defaultValue = "" + DescribeSettings.DEFAULT_IMAGES, paramLabel = "N",
            description = "Sample images of each expression in the page (default ${DEFAULT-VALUE}); 0 for a page without any image of a person.")
    private int imagesPerClass;

    @Option(names = "--near-distance", defaultValue = "" + MergeSettings.DEFAULT_NEAR_DISTANCE, paramLabel = "BITS",
            description = "In how many of 64 bits the perceptual hashes of images that look alike differ at most (default ${DEFAULT-VALUE}).")
    private int nearDuplicateDistance;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "S", description = "Equal seeds draw equal sample images (default ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private CommonOptions.Threads threads;

    @Parameters(paramLabel = "D.tar", description = "The dataset to describe.")
    private Path input;

    @Override
    public Integer call() throws IOException {
        final Map<Expression, Long> samplesBefore = before();
        final DescribeSettings settings = CommonOptions.settings(spec,
                () -> new DescribeSettings(imagesPerClass, nearDuplicateDistance, seed, threads.threads(), samplesBefore));

        final DatasetDescription description;
        try (ProgressDisplay progress = ProgressDisplay.open("Describe")) {
            description = DatasetDescriber.describe(input.getFileName().toString(), () -> DatasetReader.open(input), settings, progress);
        }

        final DatasetReport report = DatasetReport.of(description);
        Files.createDirectories(directory);
        FileOutput.write(directory.resolve("description.json"), report::writeJson);
        FileOutput.write(directory.resolve("description.html"), report::writePage);
        FileOutput.write(directory.resolve("datasheet.md"), report::writeDatasheet);
        report.chartProblem().ifPresent(problem -> spec.commandLine().getErr().printf(Locale.ROOT, "The page has no charts, since this machine cannot paint: %s%n", problem));
        print(description.statistics());
        return 0;
    }

    /** How many samples each expression has in the train split of the dataset before; empty where none is named. */
    private Map<Expression, Long> before() throws IOException {
        final Map<Expression, Long> samples = new EnumMap<>(Expression.class);
        if (before != null) {
            final DatasetCounts counts = new DatasetCounts();
            try (DatasetReader reader = DatasetReader.open(before); ProgressDisplay progress = ProgressDisplay.open("Count")) {
                for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                    counts.add(sample.metadata());
                    progress.sampleDone();
                }
            }

            for (final Expression expression : Expression.all()) {
                samples.put(expression, counts.count(Optional.of(Split.TRAIN), expression));
            }
        }

        return samples;
    }

    private void print(final DatasetStatistics statistics) {
        final PrintWriter out = spec.commandLine().getOut();
        printRow(out, "samples", statistics.samples());
        statistics.splits().stream().filter(split -> split.samples() > 0).forEach(split -> printRow(out, "  in " + split.split(), split.samples()));
        printRow(out, "augmented samples", statistics.augmentation().samples());
        printRow(out, "sources", statistics.sources().size());
        printRow(out, "subjects", statistics.subjects().subjects());
        printRow(out, "damaged images", statistics.images().damaged());
        printRow(out, "repeated images", statistics.equalImages().repeated());
        printRow(out, "  groups across splits", statistics.equalImages().acrossSplits());
        printRow(out, "  groups with different labels", statistics.equalImages().differingLabels());
        printRow(out, "near-duplicates", statistics.nearDuplicates().repeated());
        printRow(out, "  groups across splits", statistics.nearDuplicates().acrossSplits());
        printRow(out, "  groups with different labels", statistics.nearDuplicates().differingLabels());
        for (final DatasetWarning warning : statistics.warnings()) {
            out.printf(Locale.ROOT, "Warning: %s%n", warning.text());
        }

        out.printf(Locale.ROOT, "The page is %s%n", directory.resolve("description.html"));
        out.flush();
    }

    private static void printRow(final PrintWriter out, final String name, final long number) {
        out.printf(Locale.ROOT, "%-32s%,12d%n", name, number);
    }
}
