package org.nififer.runtime.server;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a home remembers of the server that was started in it, so that a later program finds it.
 *
 * @param processId of the server
 * @param started   when that process began, since the system gives the id of an ended process to another one
 * @param address   of the web server, without a path
 */
record ServerRecord(long processId, Instant started, URI address) {
    private static final String FILE = "run/server.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    // The system derives the instant from its clock and the ticks since boot, so it moves a little when the clock is set.
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    static ServerRecord of(final ProcessHandle process, final URI address) {
        return new ServerRecord(process.pid(), process.info().startInstant().orElseGet(Instant::now), address);
    }

    /** The record of a home, empty where no server was started or the last one was stopped. */
    static Optional<ServerRecord> read(final Path home) throws IOException {
        final File file = home.resolve(FILE).toFile();
        if (!file.exists()) {
            return Optional.empty();
        }

        try {
            final ObjectNode json = MAPPER.readValue(file, ObjectNode.class);
            final Instant started = Instant.parse(json.required("started").asText());
            return Optional.of(new ServerRecord(json.required("processId").asLong(), started, URI.create(json.required("address").asText())));
        } catch (final JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new IOException(String.format(Locale.ROOT, "%s names no server (%s): delete it, and end a NiFi that may still run", file, e.getMessage()), e);
        }
    }

    void write(final Path home) throws IOException {
        final ObjectNode json = MAPPER.createObjectNode();
        json.put("processId", processId);
        json.put("started", started.toString());
        json.put("address", address.toString());
        final Path file = home.resolve(FILE);
        Files.createDirectories(file.getParent());
        MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
    }

    static void delete(final Path home) throws IOException {
        Files.deleteIfExists(home.resolve(FILE));
    }

    /** The process, if it is still the one that was recorded and not another one that got its id. */
    Optional<ProcessHandle> process(final Path home) {
        return ProcessHandle.of(processId).filter(process -> !ServerProcess.hasEnded(process)).filter(process -> isRecorded(process.info(), home));
    }

    private boolean isRecorded(final ProcessHandle.Info process, final Path home) {
        final boolean sameStart = process.startInstant()
                .map(instant -> Duration.between(started, instant).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                .orElse(true);
        final boolean sameHome = process.commandLine().map(command -> command.contains(home.toString())).orElse(true);
        return sameStart && sameHome;
    }
}
