package org.nififer.processors.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.model.ModelAddress;
import org.nififer.model.ModelDownload;
import org.nififer.processors.common.TestFiles;
import org.nififer.service.api.ExpressionModel;
import org.nififer.service.api.ModelUnavailableException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A model that comes from a web server.
 */
class DownloadedModelTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    private final ExecutorService answers = Executors.newVirtualThreadPerTaskExecutor();
    private final MockComponentLog log = new MockComponentLog("model", this);
    private final AtomicInteger requests = new AtomicInteger();

    @TempDir
    private Path directory;
    private Path published;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        published = directory.resolve("published.safetensors");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/m.safetensors", this::answer);
        server.setExecutor(answers);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        answers.shutdownNow();
    }

    @Test
    void testANewModelOnTheServerReplacesTheOldOne() throws Exception {
        TestFiles.writeModel(published, 1);
        final FerModelService service = service("service", "1 nanos");
        final String first = TestFiles.modelId(published);
        assertEquals(first, modelId(service));
        TestFiles.writeModel(published, 2);
        final String second = TestFiles.modelId(published);
        for (int attempt = 0; attempt < 200 && first.equals(modelId(service)); attempt++) {
            Thread.sleep(20);
        }

        assertEquals(second, modelId(service));
        server.stop(0);
        assertEquals(second, modelId(service));
        assertEquals(second, modelId(service("after a restart", "10 mins")));
    }

    @Test
    void testAServerWithoutTheModelIsAMessage() throws Exception {
        server.removeContext("/m.safetensors");
        final FerModelService service = service("service", "10 mins");
        final IOException exception = assertThrows(IOException.class, service::acquire);

        assertTrue(exception.getMessage().contains("/m.safetensors cannot be downloaded: the server answered 404"), exception.getMessage());
    }

    @Test
    void testAServerThatNeverAnswersHoldsNeitherAFlowFileNorTheService() throws Exception {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        server.removeContext("/m.safetensors");
        server.createContext("/m.safetensors", exchange -> {
            asked.countDown();
            hang(end);
        });
        try (DownloadedModelSource source = source(Duration.ZERO, Duration.ofHours(1), Optional.empty(), 1 << 20)) {
            final ModelUnavailableException exception = assertThrows(ModelUnavailableException.class, source::locate);
            assertTrue(exception.getMessage().matches("http://localhost:\\d+/m\\.safetensors is being downloaded since [\\d:]+"), exception.getMessage());
            asked.await();
        }

        // The same with the service, which a task waits for.
        final FerModelService service = service("service", "10 mins");
        final FutureTask<ExpressionModel> waiting = new FutureTask<>(service::acquire);
        Thread.ofVirtual().start(waiting);
        runner.disableControllerService(service);
        assertThrows(ExecutionException.class, waiting::get);
        end.countDown();
    }

    private static void hang(final CountDownLatch end) {
        try {
            end.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void testWhatFailedIsRememberedAndTheServerIsLeftAlone() throws Exception {
        TestFiles.writeModel(published, 1);
        final String wrong = "0".repeat(64);
        assertRemembered("has the SHA-256", source(PATIENCE, Duration.ofHours(1), Optional.of(wrong), 1 << 20));
        assertRemembered("has more than 1000 bytes", source(PATIENCE, Duration.ofHours(1), Optional.empty(), 1000));
        server.removeContext("/m.safetensors");
        server.createContext("/m.safetensors", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.close();
        });
        assertRemembered("cannot be downloaded", source(PATIENCE, Duration.ofHours(1), Optional.empty(), 1 << 20));
        try (Stream<Path> left = Files.list(directory.resolve("cache"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    private void assertRemembered(final String message, final DownloadedModelSource source) {
        try (source) {
            assertThrows(IOException.class, source::locate);
            // A connection that drops is tried twice by the library.
            final int asked = requests.get();
            for (int attempt = 0; attempt < 5; attempt++) {
                final IOException exception = assertThrows(IOException.class, source::locate);
                assertTrue(exception.getMessage().contains(message), exception.getMessage());
            }

            assertEquals(asked, requests.get());
            assertTrue(log.getWarnMessages().getLast().getMsg().contains("the server is asked again after 3600 seconds"), log.getWarnMessages().getLast().getMsg());
        }
    }

    @Test
    void testWhatFailedIsTriedAgain() throws Exception {
        try (DownloadedModelSource source = new DownloadedModelSource(download("/later.safetensors", Optional.empty(), 1 << 20), Duration.ofMinutes(10), PATIENCE, Duration.ZERO,
                log)) {
            assertThrows(IOException.class, source::locate);
            TestFiles.writeModel(published, 1);
            server.createContext("/later.safetensors", this::answer);
            assertEquals(TestFiles.modelId(published), TestFiles.modelId(source.locate()));
        }
    }

    @Test
    void testPausesGrow() {
        try (BackgroundWork work = new BackgroundWork(Thread.ofVirtual().factory(), Duration.ofNanos(1), Duration.ofNanos(5))) {
            final List<Long> pauses = new ArrayList<>();
            for (int failures = 0; failures < 5; failures++) {
                pauses.add(work.nextPause("subject").toNanos());
                work.start("subject", () -> {
                    throw new IOException("no");
                });
                work.await(PATIENCE);
            }

            assertEquals(List.of(1L, 2L, 4L, 5L, 5L), pauses);
            assertEquals(1, work.nextPause("another subject").toNanos());
            work.start("subject", () -> {
            });
            work.await(PATIENCE);
            assertEquals(1, work.nextPause("subject").toNanos());
        }
    }

    private DownloadedModelSource source(final Duration patience, final Duration pause, final Optional<String> sha256, final long maximumBytes) {
        return new DownloadedModelSource(download("/m.safetensors", sha256, maximumBytes), Duration.ofMinutes(10), patience, pause, log);
    }

    private ModelDownload download(final String path, final Optional<String> sha256, final long maximumBytes) {
        return new ModelDownload(ModelAddress.of(String.format(Locale.ROOT, "http://localhost:%d%s", server.getAddress().getPort(), path)), directory.resolve("cache"),
                maximumBytes, sha256);
    }

    private void answer(final HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        exchange.sendResponseHeaders(200, 0);
        Files.copy(published, exchange.getResponseBody());
        exchange.close();
    }

    private FerModelService service(final String id, final String interval) throws Exception {
        final FerModelService service = new FerModelService();
        runner.addControllerService(id, service);
        runner.setProperty(service, ModelServiceProperties.MODEL_SOURCE, ModelServiceProperties.Source.URL);
        runner.setProperty(service, ModelServiceProperties.MODEL_URL, String.format(Locale.ROOT, "http://localhost:%d/m.safetensors", server.getAddress().getPort()));
        runner.setProperty(service, ModelServiceProperties.CACHE_FOLDER, directory.resolve("cache").toString());
        runner.setProperty(service, ModelServiceProperties.REFRESH_INTERVAL, interval);
        runner.enableControllerService(service);
        return service;
    }

    private static String modelId(final FerModelService service) throws IOException {
        try (ExpressionModel lease = service.acquire()) {
            return lease.id();
        }
    }
}
