package org.nififer.services;

import com.sun.net.httpserver.HttpServer;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.TestFiles;
import org.nififer.services.ExpressionClassifierService.ClassifierLease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A model that comes from a web server.
 */
class DownloadedModelTest {

    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);

    @TempDir
    private Path directory;
    private Path published;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        published = directory.resolve("published.safetensors");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/m.safetensors", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            Files.copy(published, exchange.getResponseBody());
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
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

        assertTrue(exception.getMessage().contains("/m.safetensors answered 404"), exception.getMessage());
    }

    private FerModelService service(final String id, final String interval) throws Exception {
        final FerModelService service = new FerModelService();
        runner.addControllerService(id, service);
        runner.setProperty(service, FerModelService.MODEL_SOURCE, ModelSourceChoice.URL);
        runner.setProperty(service, FerModelService.MODEL_URL, String.format(Locale.ROOT, "http://localhost:%d/m.safetensors", server.getAddress().getPort()));
        runner.setProperty(service, FerModelService.CACHE_FOLDER, directory.resolve("cache").toString());
        runner.setProperty(service, FerModelService.REFRESH_INTERVAL, interval);
        runner.enableControllerService(service);
        return service;
    }

    private static String modelId(final FerModelService service) throws IOException {
        try (ClassifierLease lease = service.acquire()) {
            return lease.classifier().modelId();
        }
    }
}
