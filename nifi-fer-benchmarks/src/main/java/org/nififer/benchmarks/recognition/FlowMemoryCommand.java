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
 * {@code flow-memory}: the memory of a genuine NiFi while RecognizeExpressions works on many photos.
 */
@Command(name = "flow-memory", mixinStandardHelpOptions = true,
        description = "The memory of a genuine NiFi (1 GiB of heap at most) in RAM while RecognizeExpressions works on many photos with two concurrent tasks.")
public final class FlowMemoryCommand implements Callable<Integer> {

    private static final int LINES = 10;

    @Mixin
    private RecognitionWork.Options options;

    @Option(names = "--count", defaultValue = "50000", paramLabel = "N", description = "Photos in all, rounded up to a multiple of the files (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--nifi-library", defaultValue = "nifi-fer-runtime/target/nifi/lib", paramLabel = "FOLDER",
            description = "NiFi's jars and NARs as the build leaves them (default ${DEFAULT-VALUE}).")
    private Path library;

    @Spec
    private CommandSpec specification;

    private long nextLine;

    @Override
    public Integer call() throws Exception {
        if (count < 1) {
            throw new ParameterException(specification.commandLine(), "Expected at least 1 photo");
        }

        final List<byte[]> files = options.files();
        final long photos = (long) Math.ceilDiv(count, files.size()) * files.size();
        try (TemporaryFolder folder = new TemporaryFolder();
             FlowServer flow = FlowServer.start(library, folder.path(), options.modelFile(folder.path()), options.faceDetector())) {
            System.out.printf(Locale.ROOT, "%12s%16s%n%12d%16s%n", "photos", "in RAM, MiB", 0, mebibytes(flow));
            nextLine = Math.ceilDiv(photos, LINES);
            final FlowServer.Measurement measured = flow.recognize(files, photos, done -> {
                if (done >= nextLine) {
                    System.out.printf(Locale.ROOT, "%12d%16s%n", done, mebibytes(flow));
                    nextLine = done + Math.ceilDiv(photos, LINES);
                }
            });
            System.out.printf(Locale.ROOT, "%d photos in %.0f s, %.1f photos/s, %.0f %% of the time of %d processors, detector %s, Java %s%n", photos, measured.seconds(),
                    photos / measured.seconds(), 100 * measured.utilisation(), Runtime.getRuntime().availableProcessors(), options.faceDetector(), Runtime.version());
        }

        return 0;
    }

    private static String mebibytes(final FlowServer flow) {
        return flow.residentMebibytes().isPresent() ? Long.toString(flow.residentMebibytes().getAsLong()) : "unknown";
    }
}
