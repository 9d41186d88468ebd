package org.nififer.benchmarks.recognition;

import org.nififer.benchmarks.ResidentMemory;
import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.client.ProcessGroups;
import org.nififer.runtime.server.NifiHome;
import org.nififer.runtime.server.NifiServer;
import org.nififer.runtime.server.ServerOptions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A genuine NiFi that recognises photos with two concurrent tasks of RecognizeExpressions, in a home that goes with the folder it is in.
 */
final class FlowServer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long SHORTEST_WAIT_MILLISECONDS = 50;
    private static final long LONGEST_WAIT_MILLISECONDS = 5000;

    private final NifiServer server;
    private final NifiClient client;
    private final Path photos;
    private final String groupId;

    /** Told of how many photos are done, now and then. */
    @FunctionalInterface
    interface Watcher {

        void done(long photos);
    }

    private FlowServer(final NifiServer server, final NifiClient client, final Path photos, final String groupId) {
        this.server = server;
        this.client = client;
        this.photos = photos;
        this.groupId = groupId;
    }

    /**
     * Starts it, with the model loaded and everything ready but the photos.
     *
     * @param library      the folder of NiFi's jars and NARs that the build of nifi-fer-runtime leaves
     * @param folder       for its home and its photos
     * @param faceDetector haar, none or the file of YuNet
     */
    static FlowServer start(final Path library, final Path folder, final Path model, final String faceDetector) throws IOException, InterruptedException {
        final Path photos = Files.createDirectories(folder.resolve("photos"));
        final Path definition = folder.resolve("recognition-flow.json");
        try (InputStream resource = FlowServer.class.getResourceAsStream("recognition-flow.json")) {
            Files.copy(resource, definition);
        }

        final NifiServer server = NifiServer.start(NifiHome.create(folder.resolve("nifi"), library), ServerOptions.normal());
        try {
            final NifiClient client = new NifiClient(server.apiAddress());
            final String groupId = client.processGroups().upload(ProcessGroups.ROOT, definition, "Recognition", 0, 0);
            final Map<String, String> parameters = new HashMap<>(Map.of("Photo Folder", photos.toString(), "Model File", model.toAbsolutePath().toString()));
            if (List.of("haar", "none").contains(faceDetector)) {
                parameters.put("Face Detector", faceDetector);
            } else {
                parameters.putAll(Map.of("Face Detector", "yunet", "YuNet File", Path.of(faceDetector).toAbsolutePath().toString()));
            }

            final FlowServer flow = new FlowServer(server, client, photos, groupId);
            flow.set(parameters);
            client.processGroups().enableServices(groupId, TIMEOUT);
            client.processGroups().awaitValid(groupId, TIMEOUT);
            return flow;
        } catch (final IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void set(final Map<String, String> parameters) throws IOException, InterruptedException {
        client.parameterContexts().update(client.parameterContexts().contextOf(groupId), parameters, TIMEOUT);
    }

    /**
     * Recognises photos, each of which is there many times, from the files to the results.
     *
     * @param count how many in all, a multiple of the number of files
     * @return how long that took
     * @throws IOException where some could not be recognised
     */
    Measurement recognize(final List<byte[]> files, final long count, final Watcher watcher) throws IOException, InterruptedException {
        set(Map.of("Copies", Long.toString(count / files.size() - 1)));
        final Path arriving = Files.createDirectories(photos.resolveSibling("arriving"));
        for (int file = 0; file < files.size(); file++) {
            final String name = String.format(Locale.ROOT, "%d.photo", file);
            Files.write(arriving.resolve(name), files.get(file));
            Files.move(arriving.resolve(name), photos.resolve(name));
        }

        final long before = counted("Photos");
        final Duration processorTime = processorTime();
        final long start = System.nanoTime();
        client.processGroups().start(groupId);
        long done = 0;
        while (done < count) {
            Thread.sleep(wait(System.nanoTime() - start, done, count));
            if (!server.isAlive()) {
                throw new IOException(String.format(Locale.ROOT, "NiFi ended after %d photos", done));
            }

            if (counted("Failures") > 0) {
                throw new IOException("Some photos could not be recognised; expected photos of the types that RecognizeExpressions reads");
            }

            done = counted("Photos") - before;
            watcher.done(done);
        }

        final long nanoseconds = System.nanoTime() - start;
        final double used = processorTime().minus(processorTime).toNanos();
        client.processGroups().stop(groupId, TIMEOUT);
        return new Measurement(nanoseconds / 1e9, used / nanoseconds / Runtime.getRuntime().availableProcessors());
    }

    /** Asking costs the server time that it then lacks for photos: it is asked seldom until the end is near, which must be seen exactly. */
    private static long wait(final long nanoseconds, final long done, final long count) {
        final double remaining = done == 0 ? LONGEST_WAIT_MILLISECONDS : nanoseconds / 1e6 / done * (count - done);
        return Math.clamp((long) (remaining / 2), SHORTEST_WAIT_MILLISECONDS, LONGEST_WAIT_MILLISECONDS);
    }

    private Duration processorTime() throws IOException {
        return ProcessHandle.of(server.processId()).flatMap(process -> process.info().totalCpuDuration()).orElseThrow(() -> new IOException("NiFi has ended"));
    }

    private long counted(final String counter) throws IOException, InterruptedException {
        return client.monitoring().counters().entrySet().stream().filter(entry -> entry.getKey().startsWith("Count ") && entry.getKey().endsWith("/ " + counter))
                .mapToLong(Map.Entry::getValue).sum();
    }

    /** The memory of the server in RAM, MiB. */
    OptionalLong residentMebibytes() {
        return ResidentMemory.mebibytes(server.processId());
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }

    /**
     * A round.
     *
     * @param seconds     from the start of the flow until the last photo is counted
     * @param utilisation the part of all processors' time that NiFi used, 0 to 1
     */
    record Measurement(double seconds, double utilisation) {
    }
}
