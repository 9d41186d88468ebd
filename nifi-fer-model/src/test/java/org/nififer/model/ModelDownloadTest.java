package org.nififer.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.InvalidInputException;
import org.nififer.common.Sha256;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelDownloadTest {

    private final Map<String, String> files = new HashMap<>();
    private final List<String> answers = new ArrayList<>();
    private HttpServer server;
    @TempDir
    private Path directory;
    private Path folder;

    @BeforeEach
    void serve() throws IOException {
        folder = directory.resolve("cache");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(final HttpExchange exchange) throws IOException {
        final String content = files.get(exchange.getRequestURI().getPath());
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
        } else if (content.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
        } else {
            exchange.getResponseHeaders().set("ETag", content);
            // 0 is a body of unknown length.
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(content.getBytes(StandardCharsets.UTF_8));
        }

        answers.add(String.format(Locale.ROOT, "%s %d", exchange.getRequestURI().getPath(), exchange.getResponseCode()));
        exchange.close();
    }

    @Test
    void testOnlyWhatHasChangedIsDownloadedAgain() throws IOException {
        files.put("/models/m.safetensors", "one");
        final ModelDownload download = download("/models/m.safetensors?version=1", 100, null);
        assertEquals(Optional.empty(), download.kept());
        final Path file = download.refresh();
        assertEquals("one", Files.readString(file));
        assertEquals(Optional.of(file), download.kept());
        // As after a restart.
        assertEquals(file, download("/models/m.safetensors?version=1", 100, null).refresh());
        files.put("/models/m.safetensors", "two");
        assertEquals("two", Files.readString(download.refresh()));

        assertEquals(List.of("/models/m.safetensors 200", "/models/m.safetensors 304", "/models/m.safetensors 200"), answers);
    }

    @Test
    void testTheDescriptionOfAnOnnxModelComesAlong() throws IOException {
        files.put("/m.onnx", "graph");
        files.put("/m.json", "description");
        final Path file = download("/m.onnx", 100, Sha256.hex("graph".getBytes(StandardCharsets.UTF_8))).refresh();

        assertEquals("graph", Files.readString(file));
        assertEquals("description", Files.readString(OnnxModelFile.descriptionFile(file)));
    }

    @Test
    void testAFileThatIsKnownIsNotAskedForAgain() throws IOException {
        files.put("/m.safetensors", "one");
        final ModelDownload download = download("/m.safetensors", 100, Sha256.hex("one".getBytes(StandardCharsets.UTF_8)));
        download.refresh();
        files.put("/m.safetensors", "two");

        assertEquals("one", Files.readString(download.refresh()));
        assertEquals(1, answers.size());
    }

    @Test
    void testWhatIsRefusedLeavesWhatWasKept() throws IOException {
        files.put("/m.safetensors", "one");
        final ModelDownload download = download("/m.safetensors", 5, null);
        final Path file = download.refresh();
        files.put("/m.safetensors", "three and more");
        assertEquals(InvalidInputException.Code.INVALID_MODEL, assertInvalid("has more than 5 bytes", download).code());
        assertInvalid("expected 0000", download("/m.safetensors", 100, "0".repeat(64)));
        files.clear();
        final IOException exception = assertThrows(IOException.class, download::refresh);

        assertTrue(exception.getMessage().contains("answered 404"), exception.getMessage());
        assertEquals("one", Files.readString(file));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void testWhatIsKeptIsWhatTheDigestSays() throws IOException {
        files.put("/m.safetensors", "one");
        download("/m.safetensors", 100, null).refresh();
        final ModelDownload pinned = download("/m.safetensors", 100, Sha256.hex("two".getBytes(StandardCharsets.UTF_8)));

        assertEquals(Optional.empty(), pinned.kept());
        // The server would say that nothing has changed.
        assertInvalid("expected " + Sha256.hex("two".getBytes(StandardCharsets.UTF_8)), pinned);
        files.put("/m.safetensors", "two");
        assertEquals("two", Files.readString(pinned.refresh()));
        assertEquals(Optional.of("two"), pinned.kept().map(this::content));
    }

    private String content(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void testWhatEndsTooEarlyLeavesWhatWasKept() throws IOException {
        files.put("/m.safetensors", "one");
        final ModelDownload download = download("/m.safetensors", 200, null);
        final Path file = download.refresh();
        try (TruncatingServer truncating = new TruncatingServer()) {
            final ModelAddress address = ModelAddress.of(String.format(Locale.ROOT, "http://localhost:%d/m.safetensors", truncating.port()));
            final ModelDownload truncated = new ModelDownload(address, folder, 200, Optional.empty());
            // Java 25 says so itself, 17 does not.
            assertThrows(IOException.class, truncated::refresh);
            assertEquals(Optional.empty(), truncated.kept());
        }

        assertEquals("one", Files.readString(file));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void testAModelAndItsDescriptionAreReplacedTogetherOrNotAtAll() throws IOException {
        files.put("/m.onnx", "graph");
        files.put("/m.json", "description");
        final ModelDownload download = download("/m.onnx", 20, null);
        final Path file = download.refresh();
        files.put("/m.json", "new description");
        files.put("/m.onnx", "a graph that is too large to be taken");
        assertInvalid("has more than 20 bytes", download);
        assertEquals("description", Files.readString(OnnxModelFile.descriptionFile(file)));
        files.put("/m.onnx", "new graph");
        files.remove("/m.json");
        assertThrows(IOException.class, download::refresh);
        assertEquals("graph", Files.readString(file));

        files.put("/m.json", "new description");
        download.refresh();
        assertEquals("new graph", Files.readString(file));
        assertEquals("new description", Files.readString(OnnxModelFile.descriptionFile(file)));
        Files.delete(OnnxModelFile.descriptionFile(file));
        assertEquals(Optional.empty(), download.kept());
        download.refresh();
        assertEquals("new description", Files.readString(OnnxModelFile.descriptionFile(file)));
    }

    @Test
    void testNoDescriptionOfAKnownModelIsAskedForAgain() throws IOException {
        files.put("/m.onnx", "graph");
        files.put("/m.json", "description");
        final ModelDownload download = download("/m.onnx", 100, Sha256.hex("graph".getBytes(StandardCharsets.UTF_8)));
        download.refresh();
        files.put("/m.json", "another description");
        final Path file = download.refresh();

        assertEquals("description", Files.readString(OnnxModelFile.descriptionFile(file)));
        assertEquals(2, answers.size());
    }

    /** Passwords and signatures are in both. */
    @Test
    void testNeitherQueryNorUserInfoIsInAMessageOrAFileName() throws IOException {
        final int port = server.getAddress().getPort();
        final ModelAddress address = ModelAddress.of(String.format(Locale.ROOT, "http://anna:secret1@localhost:%d/m.safetensors?X-Signature=secret2&a=%%20#secret3", port));
        assertEquals(String.format(Locale.ROOT, "http://localhost:%d/m.safetensors", port), address.toString());
        final List<IOException> problems = new ArrayList<>();
        problems.add(assertThrows(IOException.class, () -> new ModelDownload(address, folder, 100, Optional.empty()).refresh()));
        files.put("/m.safetensors", "one");
        problems.add(assertThrows(IOException.class, () -> new ModelDownload(address, folder, 2, Optional.empty()).refresh()));
        problems.add(assertThrows(IOException.class, () -> new ModelDownload(address, folder, 100, Optional.of("0".repeat(64))).refresh()));
        final Path file = new ModelDownload(address, folder, 100, Optional.empty()).refresh();
        server.stop(0);
        problems.add(assertThrows(IOException.class, () -> new ModelDownload(address, folder, 100, Optional.empty()).refresh()));
        problems.add(assertThrows(IOException.class,
                () -> new ModelDownload(ModelAddress.of("https://anna:secret1@no_such_host.invalid/m.safetensors?secret2"), folder, 100, Optional.empty()).refresh()));
        for (final IOException problem : problems) {
            final StringWriter trace = new StringWriter();
            problem.printStackTrace(new PrintWriter(trace));
            assertFalse(trace.toString().contains("secret"), trace.toString());
            assertTrue(problem.getMessage().contains("/m.safetensors "), problem.getMessage());
        }

        assertTrue(file.getFileName().toString().matches("[0-9a-f]{16}-m\\.safetensors"), file.toString());
        assertFalse(assertThrows(IllegalArgumentException.class, () -> ModelAddress.of("http://anna:secret1@host/a b")).toString().contains("secret"));
        assertEquals("of http://x/y and http://z/ or ...", address.redacted("of http://anna:secret1@x/y?k=7 and http://z/?X-Signature=secret2&a=%20 or X-Signature=secret2&a=%20"));
    }

    /** Sends a byte now and then and would go on for hours. */
    @Test
    void testASlowServerIsLeftAtOnceByAThreadThatIsInterrupted() throws Exception {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        server.createContext("/slow.safetensors", exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            begun.countDown();
            try {
                end.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }

            exchange.close();
        });
        final AtomicReference<Exception> problem = new AtomicReference<>();
        final Thread thread = Thread.ofVirtual().start(() -> {
            try {
                download("/slow.safetensors", 10_000_000, null).refresh();
            } catch (final IOException e) {
                problem.set(e);
            }
        });
        begun.await();
        thread.interrupt();
        thread.join();
        end.countDown();

        assertTrue(problem.get().getMessage().contains("/slow.safetensors cannot be downloaded"), problem.get().toString());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private static InvalidInputException assertInvalid(final String message, final ModelDownload download) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, download::refresh);
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
        return exception;
    }

    /** Announces 100 bytes, sends 10 and hangs up. */
    private static final class TruncatingServer implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("localhost"));

        private TruncatingServer() throws IOException {
            Thread.ofVirtual().start(this::answer);
        }

        private int port() {
            return socket.getLocalPort();
        }

        private void answer() {
            try (Socket connection = socket.accept()) {
                final BufferedReader request = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                while (!request.readLine().isEmpty()) {
                    // The whole request is read, else the end would be a reset.
                }

                connection.getOutputStream().write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\n0123456789".getBytes(StandardCharsets.US_ASCII));
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private ModelDownload download(final String path, final long maximumBytes, final String sha256) {
        return new ModelDownload(ModelAddress.of(String.format(Locale.ROOT, "http://localhost:%d%s", server.getAddress().getPort(), path)), folder, maximumBytes,
                Optional.ofNullable(sha256));
    }
}
