package org.nififer.benchmarks.dataset;

import org.nififer.benchmarks.TemporaryFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code dataset-memory}: the whole way of a large drawn dataset through the command line's operations in one JVM, whose heap is
 * limited when it is started.
 */
@Command(name = "dataset-memory", mixinStandardHelpOptions = true,
        description = "Time and peak heap of each operation on many drawn faces; start it with java -Xmx256m.")
public final class DatasetMemoryCommand implements Callable<Integer> {

    @Option(names = "--samples", defaultValue = "1000000", paramLabel = "N", description = "How many faces are drawn (default ${DEFAULT-VALUE}; 1,000,000 need 30 GB of disk).")
    private long samples;

    @Option(names = "--folder", required = true, paramLabel = "DIR", description = "Where the datasets are written; they are deleted again.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        try (TemporaryFolder temporary = new TemporaryFolder(folder)) {
            final Path work = temporary.path();
            final Path drawn = work.resolve("drawn.tar");
            final Path normalized = work.resolve("normalized.tar");
            final Path merged = work.resolve("merged.tar");
            final Path split = work.resolve("split.tar");
            final Path balanced = work.resolve("balanced.tar");
            System.out.printf(Locale.ROOT, "%-10s%12s%12s%14s%n", "", "seconds", "samples/s", "peak heap MB");
            measure("draw", () -> DrawnArchive.write(drawn, samples, () -> {
            }));
            command("normalize", "--output", normalized.toString(), drawn.toString());
            Files.delete(drawn);
            command("merge", "--output", merged.toString(), normalized.toString());
            Files.delete(normalized);
            final String perClass = Long.toString(Math.max(1, samples / 200));
            command("split", "--validation-per-class", perClass, "--test-per-class", perClass, "--output", split.toString(), merged.toString());
            Files.delete(merged);
            command("balance", "--samples-per-class", Long.toString(Math.max(1, samples / 8)), "--output", balanced.toString(), split.toString());
            Files.delete(split);
            command("describe", "--output-directory", work.resolve("description").toString(), balanced.toString());
            System.out.printf(Locale.ROOT, "%d samples, heap limit %d MB, %d processors, Java %s%n", samples, Runtime.getRuntime().maxMemory() >> 20,
                    Runtime.getRuntime().availableProcessors(), Runtime.version());
            return 0;
        }
    }

    private void command(final String operation, final String... arguments) throws IOException {
        measure(operation, () -> DatasetBenchmark.command(operation, arguments));
    }

    private void measure(final String operation, final Work work) throws IOException {
        try (PeakHeap peak = new PeakHeap()) {
            final long start = System.nanoTime();
            work.run();
            final double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            System.out.printf(Locale.ROOT, "%-10s%12.0f%12.0f%14d%n", operation, seconds, samples / seconds, peak.bytes() >> 20);
        }
    }

    /** One step. */
    @FunctionalInterface
    private interface Work {

        void run() throws IOException;
    }
}
