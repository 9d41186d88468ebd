package org.nififer.processors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.util.file.FileUtils;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.natives.NativeFolder;
import org.nififer.network.Precision;
import org.nififer.trainer.TrainingProcess;
import org.nififer.trainer.run.TrainingJob;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A {@link TrainingProcess} in a JVM of its own, made of the same jars as the caller: what happens to its memory and its
 * native code never happens to NiFi.
 */
final class TrainerProcess {

    private static final String JOB = "job.json";
    private static final String DIAGNOSTICS = "trainer.log";
    private static final int DIAGNOSTIC_LINES = 20;
    private static final String TEMPORARY = "tmp";
    /** What the end by SIGKILL looks like. */
    private static final int KILLED = 137;
    /** What the end by SIGINT and SIGTERM looks like. */
    private static final Set<Integer> ASKED_TO_END = Set.of(130, 143);
    private static final long STOP_SECONDS = 10;

    /**
     * The variables of NiFi's environment that the process gets: where things are, which language and time, and what the libraries of OpenMP, CUDA and PyTorch go by. Options of
     * other JVMs, keys and passwords are none of its business.
     */
    private static final Pattern NEEDED = Pattern.compile("PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH"
            + "|SystemRoot|SystemDrive|USERPROFILE|LOCALAPPDATA|TEMP|TMP"
            + "|(OMP|GOMP|KMP|MKL|DNNL|ONEDNN|OPENBLAS|ATEN|CUDA|CUDNN|CUBLAS|NVIDIA|PYTORCH|OPENCV|MALLOC)_[A-Z0-9_]+", Pattern.CASE_INSENSITIVE);

    /** Events that become exceptions. */
    private static final Set<String> ENDS = Set.of("failed", "busy");

    private final ObjectMapper mapper = new ObjectMapper();
    private final Path directory;
    private final Process process;
    private volatile boolean stopped;

    /**
     * Starts the process.
     *
     * @param job       what it does; in its output directory it works and leaves its diagnostics
     * @param heapBytes limit of its Java heap; the network lives outside of it
     */
    TrainerProcess(final TrainingJob job, final long heapBytes) throws IOException {
        directory = job.outputDirectory();
        final Path temporary = directory.resolve(TEMPORARY);
        if (Files.exists(temporary)) {
            // What a process that was killed has left there.
            FileUtils.deleteFile(temporary.toFile(), true);
        }

        Files.createDirectories(temporary);
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapBytes,
                "-Djava.awt.headless=true",
                // What is written there goes with the directory, however the process ends.
                "-Djava.io.tmpdir=" + temporary,
                // The environment by which it would find the folder may be another one there.
                String.format(Locale.ROOT, "-D%s=%s", NativeFolder.PROPERTY, NativeFolder.path()),
                "--enable-native-access=ALL-UNNAMED",
                "-cp", classPath(TrainingProcess.class.getClassLoader()),
                TrainingProcess.class.getName(),
                directory.resolve(JOB).toString()));
        if (System.getProperty(Precision.PROPERTY) != null) {
            command.add(1, String.format(Locale.ROOT, "-D%s=%s", Precision.PROPERTY, System.getProperty(Precision.PROPERTY)));
        }

        job.write(directory.resolve(JOB));
        final ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectError(directory.resolve(DIAGNOSTICS).toFile());
        builder.environment().keySet().removeIf(variable -> !NEEDED.matcher(variable).matches());
        if (!builder.environment().containsKey("OMP_WAIT_POLICY")) {
            // Threads of libtorch that spin for long while they wait for each other starve on cores that NiFi uses as well, and starve NiFi; those that do not spin at all
            // are a fifth slower when nobody else is there.
            builder.environment().putIfAbsent("GOMP_SPINCOUNT", "3000");
        }

        this.process = builder.start();
    }

    /** The jars of a class loader: in NiFi those of the NAR, elsewhere those of the application. */
    private static String classPath(final ClassLoader loader) {
        if (!(loader instanceof URLClassLoader urls)) {
            return System.getProperty("java.class.path");
        }

        final List<String> paths = new ArrayList<>();
        for (final URL url : urls.getURLs()) {
            try {
                paths.add(Path.of(url.toURI()).toString());
            } catch (final URISyntaxException e) {
                throw new IllegalStateException(String.format(Locale.ROOT, "%s is not the place of a jar", url), e);
            }
        }

        return String.join(File.pathSeparator, paths);
    }

    /**
     * Reads events to the end of the process.
     *
     * @param listener hears each event but {@code failed} and {@code busy}
     * @return the event {@code finished}
     * @throws InvalidInputException    where the trainer says so
     * @throws TrainerStoppedException  after {@link #stop()}
     * @throws TrainerBusyException     where another training computes on the device
     * @throws TrainerDiedException     where the process ended without a result, and nobody had asked it to end
     * @throws IOException              where somebody had
     */
    JsonNode await(final Consumer<JsonNode> listener) throws IOException {
        JsonNode last = mapper.createObjectNode();
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                // A JVM that crashes says so on its standard output, in lines that are no events.
                if (line.startsWith("{")) {
                    last = mapper.readTree(line);
                    hear(last, listener);
                }
            }

            process.waitFor();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        } finally {
            if (process.isAlive()) {
                end();
            }
        }

        if (stopped) {
            throw new TrainerStoppedException();
        }

        return switch (last.path("event").asText()) {
            case "finished" -> last;
            case "failed" -> throw new InvalidInputException(Code.valueOf(last.path("code").asText()), last.path("message").asText());
            case "busy" -> throw new TrainerBusyException(last.path("message").asText());
            default -> throw ended(process.exitValue());
        };
    }

    /** Whoever asks the process to end, such as a system that shuts down NiFi with all that it has started, tells nothing of the training. */
    private IOException ended(final int exitCode) throws IOException {
        final String message = String.format(Locale.ROOT, "The trainer ended with exit code %d and without a result%s: %s", exitCode,
                exitCode == KILLED ? ", killed, as the system does where memory runs out" : "", diagnostics());
        return ASKED_TO_END.contains(exitCode) ? new IOException(message) : new TrainerDiedException(message);
    }

    private static void hear(final JsonNode event, final Consumer<JsonNode> listener) {
        if (!ENDS.contains(event.path("event").asText())) {
            listener.accept(event);
        }
    }

    private String diagnostics() throws IOException {
        final List<String> lines = Files.readAllLines(directory.resolve(DIAGNOSTICS));
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - DIAGNOSTIC_LINES), lines.size()));
    }

    /** Ends the process; a model that it has already written is whole. */
    void stop() {
        stopped = true;
        end();
    }

    private void end() {
        // The handle, unlike the process itself, leaves the pipe open that another thread may be reading.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.toHandle().destroyForcibly();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            process.toHandle().destroyForcibly();
        }
    }

    /** The run was ended from here. */
    static final class TrainerStoppedException extends IOException {

        TrainerStoppedException() {
            super("The training was stopped");
        }
    }

    /** The process ended without a result: it was killed, has crashed, or failed in a way that it did not foresee. */
    static final class TrainerDiedException extends IOException {

        TrainerDiedException(final String message) {
            super(message);
        }
    }

    /** Another training computes on the device. */
    static final class TrainerBusyException extends IOException {

        TrainerBusyException(final String message) {
            super(message);
        }
    }
}
