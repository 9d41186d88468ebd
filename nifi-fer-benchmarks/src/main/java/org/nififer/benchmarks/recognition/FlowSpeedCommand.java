package org.nififer.benchmarks.recognition;

import org.nififer.benchmarks.TemporaryFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code flow-speed}: photos a second of RecognizeExpressions on a genuine NiFi, beside the same photos through the same library without NiFi.
 */
@Command(name = "flow-speed", mixinStandardHelpOptions = true,
        description = "Photos a second of RecognizeExpressions with two concurrent tasks on a genuine NiFi, from the files to the results, beside the same photos through the same "
                + "library in two tasks without NiFi. Both take turns; the fastest round of each counts.")
public final class FlowSpeedCommand implements Callable<Integer> {

    @Mixin
    private RecognitionWork.Options options;

    @Option(names = "--count", defaultValue = "240", paramLabel = "N", description = "Photos of each round, rounded up to a multiple of the files (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Rounds, after one that loads and compiles (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--nifi-library", defaultValue = "nifi-fer-runtime/target/nifi/lib", paramLabel = "FOLDER",
            description = "NiFi's jars and NARs as the build leaves them (default ${DEFAULT-VALUE}).")
    private Path library;

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() throws Exception {
        if (count < 1 || rounds < 1) {
            throw new ParameterException(specification.commandLine(), "Expected at least 1 photo and 1 round");
        }

        final List<byte[]> files = options.files();
        final int photos = Math.ceilDiv(count, files.size()) * files.size();
        double plain = Double.POSITIVE_INFINITY;
        FlowServer.Measurement best = null;
        try (TemporaryFolder folder = new TemporaryFolder(); RecognitionWork work = options.open(folder.path());
             FlowServer flow = FlowServer.start(library, folder.path(), options.modelFile(folder.path()), options.faceDetector())) {
            for (int round = 0; round <= rounds; round++) {
                final long start = System.nanoTime();
                work.twoTasks(photos);
                final double seconds = (System.nanoTime() - start) / 1e9;
                final FlowServer.Measurement measured = flow.recognize(files, photos, done -> {
                });
                System.out.printf(Locale.ROOT, "round %d%s: library %.1f photos/s, NiFi %.1f photos/s%n", round, round == 0 ? " (not counted)" : "", photos / seconds,
                        photos / measured.seconds());
                if (round > 0) {
                    plain = Math.min(plain, seconds);
                    best = best == null || measured.seconds() < best.seconds() ? measured : best;
                }
            }
        }

        System.out.printf(Locale.ROOT, "%nlibrary %.1f photos/s, NiFi %.1f photos/s: NiFi does %.0f %% of the library, and uses %.0f %% of the time of %d processors%n",
                photos / plain, photos / best.seconds(), 100 * plain / best.seconds(), 100 * best.utilisation(), Runtime.getRuntime().availableProcessors());
        System.out.printf(Locale.ROOT, "%d photos a round, detector %s, Java %s%n", photos, options.faceDetector(), Runtime.version());
        return 0;
    }
}
