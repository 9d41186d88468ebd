package org.nififer.benchmarks.dataset;

import org.nififer.cli.Main;
import org.nififer.image.OpenCv;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Each operation on FER-2013 as the command line runs it, and the same work as a {@linkplain PlainLoops plain loop}. Both read the
 * same files.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xmx256m", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class DatasetBenchmark {

    /** In an order in which each has its input from the one before. */
    static final List<String> OPERATIONS = List.of("normalize", "split", "balance", "describe");

    private static final int PER_CLASS = 200;

    @Param("")
    private String zip;

    @Param("")
    private String folder;

    /** The inputs of all operations. */
    static void prepare(final Path zip, final Path folder) throws IOException {
        final DatasetBenchmark benchmark = new DatasetBenchmark();
        benchmark.zip = zip.toString();
        benchmark.folder = folder.toString();
        benchmark.normalize();
        benchmark.split();
        benchmark.balance();
    }

    @Setup
    public void loadOpenCv() {
        OpenCv.load();
    }

    @Benchmark
    public void normalize() throws IOException {
        command("normalize", "--output", file("normalized"), zip);
    }

    @Benchmark
    public void normalizePlain() throws IOException {
        PlainLoops.normalize(Path.of(zip), Path.of(file("plain")));
    }

    @Benchmark
    public void split() throws IOException {
        command("split", "--validation-per-class", Integer.toString(PER_CLASS), "--test-per-class", Integer.toString(PER_CLASS), "--output", file("split"), file("normalized"));
    }

    @Benchmark
    public void splitPlain() throws IOException {
        PlainLoops.split(Path.of(file("normalized")), Path.of(file("plain")), PER_CLASS);
    }

    @Benchmark
    public void balance() throws IOException {
        command("balance", "--output", file("balanced"), file("split"));
    }

    @Benchmark
    public void balancePlain() throws IOException {
        PlainLoops.balance(Path.of(file("split")), Path.of(file("plain")));
    }

    @Benchmark
    public void describe() throws IOException {
        command("describe", "--output-directory", file("description"), file("split"));
    }

    @Benchmark
    public String describePlain() throws IOException {
        return PlainLoops.describe(Path.of(file("split")));
    }

    private String file(final String name) {
        return Path.of(folder, name).toString();
    }

    /** Runs {@code dataset OPERATION}; nothing is printed. */
    static void command(final String operation, final String... arguments) throws IOException {
        final List<String> all = new ArrayList<>(List.of("dataset", operation));
        all.addAll(List.of(arguments));
        final int code = Main.commandLine().setOut(new PrintWriter(Writer.nullWriter())).execute(all.toArray(String[]::new));
        if (code != 0) {
            throw new IOException(String.format(Locale.ROOT, "dataset %s ended with code %d", operation, code));
        }
    }
}
