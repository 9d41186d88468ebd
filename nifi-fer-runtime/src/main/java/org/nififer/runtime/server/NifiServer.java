package org.nififer.runtime.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A running NiFi server. It ends when it is closed, and with this JVM unless it was started detached.
 */
public final class NifiServer implements AutoCloseable {
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);
    private static final Duration READY_REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final int HTTP_OK = 200;

    private final Path home;
    private final ProcessHandle process;
    private final URI address;
    private final Thread shutdownHook = new Thread(this::endQuietly, "stop-nifi");

    private NifiServer(final Path home, final ProcessHandle process, final URI address) {
        this.home = home;
        this.process = process;
        this.address = address;
    }

    /**
     * Starts a server and waits until its REST API answers.
     *
     * @param home    where no other server runs
     * @param options how it runs
     * @throws ServerStartException if the process ends before it is ready, or is not ready in time and was ended
     * @throws IOException          if a server runs in the home already, or the home cannot be written
     */
    public static NifiServer start(final NifiHome home, final ServerOptions options) throws IOException, InterruptedException {
        final Optional<NifiServer> other = find(home.directory());
        if (other.isPresent()) {
            throw new IOException(String.format(Locale.ROOT, "A NiFi with the process id %d already runs in %s at %s: stop it first",
                    other.get().processId(), home.directory(), other.get().canvasAddress()));
        }

        final ServerPorts ports = ServerPorts.findFree();
        ServerConfiguration.write(home, ports, options.profile());
        final Instant launched = Instant.now();
        final Process process = ServerProcess.launch(home, ports, options);
        final URI address = URI.create(String.format(Locale.ROOT, "http://%s:%d", ServerPorts.HOST, ports.web()));
        final NifiServer server = new NifiServer(home.directory(), process.toHandle(), address);
        // Even a detached server ends with this JVM as long as nobody could use it.
        Runtime.getRuntime().addShutdownHook(server.shutdownHook);
        boolean ready = false;
        try {
            ServerRecord.of(process.toHandle(), address).write(home.directory());
            awaitReady(home, process, address, launched, options.startTimeout());
            ready = true;
        } finally {
            if (!ready) {
                server.stop();
            }
        }

        if (options.detached()) {
            Runtime.getRuntime().removeShutdownHook(server.shutdownHook);
        }

        return server;
    }

    /**
     * The server that runs in a home, started by this program or by an earlier one.
     *
     * @param homeDirectory of which nothing need exist
     * @return empty if none runs there
     * @throws IOException if the home's record of its server cannot be read
     */
    public static Optional<NifiServer> find(final Path homeDirectory) throws IOException {
        final Path home = homeDirectory.toAbsolutePath().normalize();
        final Optional<ServerRecord> serverRecord = ServerRecord.read(home);
        if (serverRecord.isEmpty()) {
            return Optional.empty();
        }

        return serverRecord.get().process(home).map(process -> new NifiServer(home, process, serverRecord.get().address()));
    }

    /** The address of the REST API, without a slash at its end. */
    public URI apiAddress() {
        return address.resolve("/nifi-api");
    }

    /** The address of the canvas, for a browser. */
    public URI canvasAddress() {
        return address.resolve("/nifi/");
    }

    /** The id of the server's process. */
    public long processId() {
        return process.pid();
    }

    /** Whether the server's process runs. */
    public boolean isAlive() {
        return !ServerProcess.hasEnded(process);
    }

    /**
     * Ends the server: in order, or by force when that takes longer than 30 s. Does nothing if it has ended.
     *
     * @throws IOException if the process is there even then
     */
    public void stop() throws IOException, InterruptedException {
        ServerProcess.end(process, STOP_GRACE);
        ServerRecord.delete(home);
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (final IllegalStateException e) {
            // The JVM is ending and its hooks run; this one then finds nothing left to end.
        }
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitReady(final NifiHome home, final Process process, final URI address, final Instant launched, final Duration timeout)
            throws IOException, InterruptedException {
        final HttpRequest request = HttpRequest.newBuilder(address.resolve("/nifi-api/flow/about")).timeout(READY_REQUEST_TIMEOUT).build();
        final List<Path> logs = List.of(home.consoleLog(), home.applicationLog());
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!answers(client, request)) {
                if (!process.isAlive()) {
                    final long milliseconds = Duration.between(launched, Instant.now()).toMillis();
                    throw new ServerStartException(String.format(Locale.ROOT, "NiFi ended with exit code %d after %d ms, before it was ready", process.exitValue(), milliseconds),
                            LogTail.of(logs, launched));
                }

                if (Instant.now().isAfter(launched.plus(timeout))) {
                    throw new ServerStartException(String.format(Locale.ROOT, "NiFi was not ready after %d s and was stopped", timeout.toSeconds()), LogTail.of(logs, launched));
                }

                Thread.sleep(POLL_INTERVAL);
            }
        }
    }

    private static boolean answers(final HttpClient client, final HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == HTTP_OK;
        } catch (final IOException e) {
            // Nobody listens yet.
            return false;
        }
    }

    private void endQuietly() {
        try {
            ServerProcess.end(process, STOP_GRACE);
            ServerRecord.delete(home);
        } catch (final IOException e) {
            System.err.println(e.getMessage());
        } catch (final InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
