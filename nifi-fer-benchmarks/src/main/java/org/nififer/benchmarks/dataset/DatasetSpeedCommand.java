package org.nififer.benchmarks.dataset;

import org.nififer.benchmarks.TemporaryFolder;
import org.nififer.dataset.DatasetReader;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@code dataset-speed}: samples a second of each operation, and of the same work as a plain single loop.
 */
@Command(name = "dataset-speed", mixinStandardHelpOptions = true,
        description = "Samples a second of normalise, split, balance and describe on FER-2013, beside a plain loop over the same libraries.")
public final class DatasetSpeedCommand implements Callable<Integer> {

    @Option(names = "--repetitions", defaultValue = "3", paramLabel = "N", description = "Measured runs of each; the mean counts (default ${DEFAULT-VALUE}).")
    private int repetitions;

    @Parameters(paramLabel = "fer2013.csv.zip", description = "FER-2013's CSV in a zip.")
    private Path zip;

    @Override
    public Integer call() throws IOException, RunnerException {
        try (TemporaryFolder temporary = new TemporaryFolder()) {
            final Path folder = temporary.path();
            DatasetBenchmark.prepare(zip, folder);
            final Options options = new OptionsBuilder().include(DatasetBenchmark.class.getSimpleName()).measurementIterations(repetitions)
                    .param("zip", zip.toString()).param("folder", folder.toString()).build();
            final Map<String, Double> milliseconds = new HashMap<>();
            for (final RunResult result : new Runner(options).run()) {
                milliseconds.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
            }

            System.out.printf(Locale.ROOT, "%n%-10s%18s%18s%10s%n", "", "samples/s", "plain loop", "ratio");
            for (final String operation : DatasetBenchmark.OPERATIONS) {
                final long samples = written(operation, folder);
                final double product = samples / milliseconds.get(operation) * 1000;
                final double plain = samples / milliseconds.get(operation + "Plain") * 1000;
                System.out.printf(Locale.ROOT, "%-10s%18.0f%18.0f%10.2f%n", operation, product, plain, product / plain);
            }

            System.out.printf(Locale.ROOT, "%d processors, Java %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version());
            return 0;
        }
    }

    /** How many samples an operation gives. */
    private static long written(final String operation, final Path folder) throws IOException {
        final String result = Map.of("normalize", "normalized", "split", "split", "balance", "balanced", "describe", "split").get(operation);
        long samples = 0;
        try (DatasetReader reader = DatasetReader.open(folder.resolve(result))) {
            while (reader.read() != null) {
                samples++;
            }
        }

        return samples;
    }
}
