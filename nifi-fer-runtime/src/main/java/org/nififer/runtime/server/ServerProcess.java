package org.nififer.runtime.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Launches and ends the process of a server.
 */
final class ServerProcess {
    private static final String MAIN_CLASS = "org.apache.nifi.NiFi";
    private static final Duration FORCED_GRACE = Duration.ofSeconds(10);
    private static final Duration COLLECTION_GRACE = Duration.ofSeconds(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private ServerProcess() {
    }

    /** Launches the JVM of NiFi in its home, with this JVM's own java. */
    static Process launch(final NifiHome home, final ServerPorts ports, final ServerOptions options) throws IOException {
        final List<String> command = new ArrayList<>();
        if (options.detached()) {
            // A closed terminal hangs up on every process that came from it, and NiFi would end.
            findOnPath("nohup").ifPresent(nohup -> command.add(nohup.toString()));
        }

        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dnifi.properties.file.path=" + home.properties());
        command.add(String.format(Locale.ROOT, "-Xmx%dm", options.heapMebibytes()));
        command.addAll(options.profile().jvmArguments());
        command.add("-Djava.awt.headless=true");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add(String.format(Locale.ROOT, "-Dorg.apache.nifi.management.server.address=%s:%d", ServerPorts.HOST, ports.management()));
        command.add("-Dorg.apache.nifi.bootstrap.config.log.dir=" + home.logs());
        command.add("-Dlogback.configurationFile=" + home.configuration().resolve("logback.xml"));
        command.add("-classpath");
        command.add(home.configuration() + File.pathSeparator + home.library().resolve("*"));
        command.add(MAIN_CLASS);

        final ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(home.directory().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(home.consoleLog().toFile());
        final Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /**
     * Ends a process and those it started: asks it to end, and after the grace forces it.
     *
     * @throws IOException if it is there even then
     */
    static void end(final ProcessHandle process, final Duration grace) throws IOException, InterruptedException {
        // A NiFi that ends in order ends its training processes, a forced one leaves them behind.
        final List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!await(() -> hasEnded(process), grace)) {
            process.destroyForcibly();
        }

        children.forEach(ProcessHandle::destroyForcibly);
        if (!await(() -> hasEnded(process), FORCED_GRACE)) {
            throw new IOException(String.format(Locale.ROOT, "The process %d did not end, not even when it was forced to: end it by hand", process.pid()));
        }

        // Usually it is collected within milliseconds, and what it held is free only then. Some parents never collect.
        await(() -> !process.isAlive(), COLLECTION_GRACE);
    }

    /** Whether a process is over, also where its parent has not yet collected it: it then is listed, without a command. */
    static boolean hasEnded(final ProcessHandle process) {
        final ProcessHandle.Info info = process.info();
        return !process.isAlive() || info.command().isEmpty() && info.commandLine().isEmpty();
    }

    private static boolean await(final BooleanSupplier condition, final Duration limit) throws InterruptedException {
        final Instant deadline = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }

            Thread.sleep(POLL_INTERVAL);
        }

        return true;
    }

    private static Optional<Path> findOnPath(final String program) {
        final String path = System.getenv().getOrDefault("PATH", "");
        for (final String folder : path.split(File.pathSeparator)) {
            final Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }

        return Optional.empty();
    }
}
