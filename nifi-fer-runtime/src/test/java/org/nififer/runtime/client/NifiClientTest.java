package org.nififer.runtime.client;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NifiClientTest {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicReference<String> lastBody = new AtomicReference<>();
    private HttpServer server;
    private NifiClient client;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = new NifiClient(URI.create(String.format(Locale.ROOT, "http://127.0.0.1:%d/nifi-api", server.getAddress().getPort())));
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.stop(0);
    }

    @Test
    void testAsksAgainWhileTheFlowControllerInitializes() throws Exception {
        answer("/nifi-api/flow/about", 409, "Flow Controller is initializing the Data Flow.", 2, 200, "{\"about\": {\"version\": \"2\"}}");

        assertEquals("2", client.get("/flow/about").path("about").path("version").asText());
        assertEquals(3, requests.get());
    }

    @Test
    void testOtherConflictIsAnErrorAtOnce() {
        answer("/nifi-api/flow", 409, "Processor is running.", 1, 200, "{}");

        final NifiRequestException exception = assertThrows(NifiRequestException.class, () -> client.put("/flow/x", client.newObject()));

        assertEquals(409, exception.status());
        assertEquals(String.format(Locale.ROOT, "PUT http://127.0.0.1:%d/nifi-api/flow/x was refused with status 409: Processor is running.", server.getAddress().getPort()),
                exception.getMessage());
        assertEquals(1, requests.get());
    }

    @Test
    void testNamesAnswerThatIsNoJson() {
        answer("/", 200, "<html>", 0, 200, "<html>");

        final IOException exception = assertThrows(IOException.class, () -> client.get("/flow/about"));

        assertTrue(exception.getMessage().contains("/nifi-api/flow/about was answered with something else than JSON"), exception.getMessage());
    }

    @Test
    void testNamesServerThatDoesNotAnswer() {
        server.stop(0);

        final IOException exception = assertThrows(IOException.class, () -> client.get("/flow/about"));

        assertTrue(exception.getMessage().startsWith("GET http://127.0.0.1:"), exception.getMessage());
        assertTrue(exception.getMessage().contains("/flow/about got no answer: "), exception.getMessage());
    }

    @Test
    void testUploadSendsOneFormWithTheFileAsItIs(@TempDir final Path folder) throws Exception {
        answer("/nifi-api/process-groups/root/process-groups/upload", 200, "{\"id\": \"g1\"}", 0, 200, "{\"id\": \"g1\"}");
        final Path definition = Files.writeString(folder.resolve("flow.json"), "{\"flowContents\": \"Ω\"}");

        assertEquals("g1", client.processGroups().upload(ProcessGroups.ROOT, definition, "Größe", 40, -7.5));

        final List<String> lines = lastBody.get().lines().toList();
        assertEquals("Größe", lines.get(lines.indexOf("Content-Disposition: form-data; name=\"groupName\"") + 2));
        assertEquals("40.0", lines.get(lines.indexOf("Content-Disposition: form-data; name=\"positionX\"") + 2));
        assertEquals("-7.5", lines.get(lines.indexOf("Content-Disposition: form-data; name=\"positionY\"") + 2));
        assertEquals("{\"flowContents\": \"Ω\"}", lines.get(lines.indexOf("Content-Type: application/json") + 2));
        assertEquals(lines.getFirst() + "--", lines.getLast());
    }

    @Test
    void testAFileIsPostedAsItIs(@TempDir final Path folder) throws Exception {
        answer("/nifi-api/content", 200, "{\"id\": \"n1\"}", 0, 200, "{\"id\": \"n1\"}");

        assertEquals("n1", client.postFile("/content", Files.writeString(folder.resolve("a.nar"), "bytes")).path("id").asText());
        assertEquals("bytes", lastBody.get());
    }

    @Test
    void testUploadNamesMissingFile(@TempDir final Path folder) {
        final Path definition = folder.resolve("flow.json");

        final IOException exception = assertThrows(IOException.class, () -> client.processGroups().upload(ProcessGroups.ROOT, definition, "x", 0, 0));

        assertEquals("There is no flow definition " + definition, exception.getMessage());
    }

    @Test
    void testInvalidProcessorsAreNamedWithTheirErrors() {
        final String processors = """
                {"processors": [
                    {"component": {"id": "1", "name": "Good", "state": "STOPPED", "validationStatus": "VALID"}},
                    {"component": {"id": "2", "name": "Bad", "state": "STOPPED", "validationStatus": "INVALID", "validationErrors": ["'Folder' is required"]}}
                ]}""";
        answer("/nifi-api/process-groups/g1/processors", 200, processors, 0, 200, processors);

        final IOException exception = assertThrows(IOException.class, () -> client.processGroups().awaitValid("g1", Duration.ofSeconds(1)));

        assertEquals("A flow of valid processors was not reached within 1 s: 'Bad' is STOPPED and INVALID: 'Folder' is required", exception.getMessage());
    }

    @Test
    void testUnknownParameterIsRefusedWithTheKnownOnes() {
        final String context = "{\"component\": {\"parameters\": [{\"parameter\": {\"name\": \"epochs\"}}, {\"parameter\": {\"name\": \"seed\"}}]}}";
        answer("/nifi-api/parameter-contexts/c1", 200, context, 0, 200, context);

        final IOException exception = assertThrows(IOException.class,
                () -> client.parameterContexts().update("c1", Map.of("epoch", "3"), Duration.ofSeconds(1)));

        assertEquals("The parameter context has no parameter 'epoch', it has [epochs, seed]", exception.getMessage());
    }

    private void answer(final String path, final int firstStatus, final String first, final int times, final int thenStatus, final String then) {
        server.createContext(path, exchange -> {
            final boolean early = requests.incrementAndGet() <= times;
            lastBody.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            final byte[] body = (early ? first : then).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(early ? firstStatus : thenStatus, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
