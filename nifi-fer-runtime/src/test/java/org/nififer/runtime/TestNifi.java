package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.runtime.client.Bulletin;
import org.nififer.runtime.client.Component;
import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.client.ProcessGroups;
import org.nififer.runtime.server.NifiHome;
import org.nififer.runtime.server.NifiServer;
import org.nififer.runtime.server.ServerOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A genuine NiFi with our NAR, as the build assembled it, and what system tests do with it: start a flow, wait for what it writes, and ask for what went wrong.
 *
 * @param timeout of each thing that is waited for
 */
record TestNifi(NifiServer server, NifiClient client, Duration timeout) implements AutoCloseable {

    private static final long POLL_MILLISECONDS = 200;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What the build unpacked of NiFi, with our NAR. */
    static Path library() {
        return Path.of(System.getProperty("nifi.library"));
    }

    /** A file of the project. */
    static Path project(final String path) {
        return Path.of(System.getProperty("nififer.root"), path);
    }

    /** Starts a NiFi whose home is made in a folder. */
    static TestNifi start(final Path folder, final Duration timeout) throws IOException, InterruptedException {
        return start(NifiHome.create(folder.resolve("home"), library()), timeout);
    }

    /** Starts a NiFi on a home that is there. */
    static TestNifi start(final NifiHome home, final Duration timeout) throws IOException, InterruptedException {
        final NifiServer server = NifiServer.start(home, ServerOptions.light());
        return new TestNifi(server, new NifiClient(server.apiAddress()), timeout);
    }

    /** Runs a command of {@code ./fer} in a process of its own: the class path of these tests has no native libraries of the network. */
    static void fer(final String... arguments) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "--enable-native-access=ALL-UNNAMED", "-jar",
                project("nifi-fer-cli/target/nifi-fer-cli.jar").toString()));
        command.addAll(List.of(arguments));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    /**
     * Uploads a flow, sets parameters, and starts all of it when it is valid.
     *
     * @return the id of its group
     */
    String startFlow(final Path definition, final String name, final Map<String, String> parameters) throws IOException, InterruptedException {
        final ProcessGroups groups = client.processGroups();
        final String group = groups.upload(ProcessGroups.ROOT, definition, name, 0, 0);
        client.parameterContexts().update(client.parameterContexts().contextOf(group), parameters, timeout);
        groups.enableServices(group, timeout);
        groups.awaitValid(group, timeout);
        groups.start(group);
        return group;
    }

    /** Every processor of a group runs. */
    void assertRuns(final String group) throws IOException, InterruptedException {
        assertEquals(List.of(), client.processGroups().processors(group).stream().filter(processor -> !processor.isIn("RUNNING")).map(Component::describe).toList());
    }

    /** Nothing has told of an error. */
    void assertNoErrors() throws IOException, InterruptedException {
        assertEquals(List.of(), client.monitoring().bulletins(0).stream().filter(Bulletin::isError).toList());
    }

    /** Waits for a file, which is whole once it is there: PutFile writes it under a name with a dot in front first. */
    Path await(final Path file) throws IOException, InterruptedException {
        final Instant deadline = Instant.now().plus(timeout);
        while (server.isAlive() && Instant.now().isBefore(deadline)) {
            if (Files.exists(file)) {
                return file;
            }

            Thread.sleep(POLL_MILLISECONDS);
        }

        throw new AssertionError(String.format(Locale.ROOT, "No file %s; queues %s; bulletins %s", file, client.processGroups().status(ProcessGroups.ROOT),
                client.monitoring().bulletins(0)));
    }

    /** Waits for a JSON file. */
    JsonNode awaitJson(final Path file) throws IOException, InterruptedException {
        return MAPPER.readTree(await(file).toFile());
    }

    /** Waits for something else. */
    void await(final String hindrance, final Callable<Boolean> condition) throws Exception {
        final Instant deadline = Instant.now().plus(timeout);
        while (!condition.call()) {
            assertTrue(Instant.now().isBefore(deadline), hindrance);
            Thread.sleep(POLL_MILLISECONDS);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        client.close();
        server.stop();
    }
}
