package org.nififer.runtime;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.runtime.client.Bulletin;
import org.nififer.runtime.client.Component;
import org.nififer.runtime.client.GroupStatus;
import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.client.ParameterContexts;
import org.nififer.runtime.client.ProcessGroups;
import org.nififer.runtime.server.NifiHome;
import org.nififer.runtime.server.NifiServer;
import org.nififer.runtime.server.ServerOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The server that the build assembled is a NiFi: it runs a flow of NiFi's own processors, with our NAR loaded beside them.
 */
class AssembledNifiIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private static Path temporary;
    private static NifiHome home;
    private static NifiServer server;
    private static NifiClient client;

    @BeforeAll
    static void startServer() throws Exception {
        home = NifiHome.create(temporary.resolve("NiFi home"), Path.of(System.getProperty("nifi.library")));
        server = NifiServer.start(home, ServerOptions.light());
        client = new NifiClient(server.apiAddress());
    }

    @AfterAll
    static void stopServer() throws IOException, InterruptedException {
        if (server == null) {
            return;
        }

        client.close();
        server.stop();
        assertTrue(ProcessHandle.of(server.processId()).isEmpty());
        assertTrue(NifiServer.find(home.directory()).isEmpty());
    }

    @Test
    void testFlowCopiesFilesAndFollowsItsParameters() throws Exception {
        final Path input = Files.createDirectory(temporary.resolve("input"));
        final Path output = temporary.resolve("output");
        Files.writeString(input.resolve("a.txt"), "alpha");

        final ProcessGroups groups = client.processGroups();
        final String group = groups.upload(ProcessGroups.ROOT, resource("copy-files.json"), "Copies", 100, 100);
        assertEquals(List.of("Count", "Fetch", "List", "Log", "Put", "Rename"), groups.processors(group).stream().map(Component::name).sorted().toList());

        final ParameterContexts contexts = client.parameterContexts();
        final String context = contexts.contextOf(group);
        contexts.update(context, Map.of("input folder", input.toString(), "output folder", output.toString(), "password", "secret"), TIMEOUT);
        assertEquals(Map.of("input folder", input.toString(), "output folder", output.toString(), "prefix", "first-", "password", ""),
                contexts.parameters(context));

        groups.enableServices(group, TIMEOUT);
        assertEquals(List.of("ENABLED"), groups.services(group).stream().map(Component::state).toList());
        groups.awaitValid(group, TIMEOUT);
        groups.start(group);
        awaitFile(output.resolve("first-a.txt"), "alpha");

        contexts.update(context, Map.of("prefix", "second-"), TIMEOUT);
        Files.writeString(input.resolve("b.txt"), "beta");
        awaitFile(output.resolve("second-b.txt"), "beta");
        assertFalse(Files.exists(output.resolve("second-a.txt")));

        groups.stop(group, TIMEOUT);
        assertTrue(groups.processors(group).stream().allMatch(processor -> processor.isIn("STOPPED")));
        final GroupStatus status = groups.status(group);
        assertEquals(0, status.queuedFlowFiles());
        assertEquals(6, status.connections().size());
        final String counted = groups.processors(group).stream().filter(processor -> "Count".equals(processor.name())).findFirst().orElseThrow().id();
        assertEquals(2L, client.monitoring().counters().get(String.format(Locale.ROOT, "Count (%s) / copied files", counted)));
        assertEquals(List.of(), client.monitoring().bulletins(0).stream().filter(Bulletin::isError).toList());
    }

    @Test
    void testInvalidFlowIsNamed() throws Exception {
        final Path broken = Files.writeString(temporary.resolve("broken.json"),
                Files.readString(resource("copy-files.json")).replace("#{output folder}", "#{missing folder}"));
        final ProcessGroups groups = client.processGroups();
        final String group = groups.upload(ProcessGroups.ROOT, broken, "Broken", 600, 100);

        final IOException exception = assertThrows(IOException.class, () -> groups.awaitValid(group, Duration.ofSeconds(2)));

        assertTrue(exception.getMessage().contains("'Put' is STOPPED and INVALID"), exception.getMessage());
        assertTrue(exception.getMessage().contains("missing folder"), exception.getMessage());
    }

    @Test
    void testOperatorsFindTheUsualComponents() throws Exception {
        final SortedSet<String> processors = client.monitoring().processorTypes();
        for (final String name : List.of("GetFile", "FetchFile", "GenerateFlowFile", "RouteOnAttribute", "UnpackContent", "HandleHttpRequest", "InvokeHTTP")) {
            assertTrue(processors.contains("org.apache.nifi.processors.standard." + name), name);
        }

        assertTrue(processors.contains("org.apache.nifi.processors.attributes.UpdateAttribute"));
        assertTrue(client.monitoring().serviceTypes().contains("org.apache.nifi.json.JsonRecordSetWriter"));
    }

    @Test
    void testServerHasOurNar() throws IOException {
        final String log = Files.readString(home.logs().resolve("nifi-app.log"));

        assertTrue(log.contains("org.nififer:nifi-fer-nar:"), log);
        assertFalse(log.contains(" ERROR "), log);
    }

    private static Path resource(final String name) throws Exception {
        return Path.of(AssembledNifiIT.class.getResource(name).toURI());
    }

    private static void awaitFile(final Path file, final String content) throws IOException, InterruptedException {
        final Instant deadline = Instant.now().plus(TIMEOUT);
        while (!Files.exists(file) && Instant.now().isBefore(deadline)) {
            Thread.sleep(100);
        }

        assertTrue(Files.exists(file), () -> "No file " + file);
        assertEquals(content, Files.readString(file));
    }
}
