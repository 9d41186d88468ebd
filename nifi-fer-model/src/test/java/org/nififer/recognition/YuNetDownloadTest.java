package org.nififer.recognition;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Sha256;
import org.nififer.model.ModelAddress;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class YuNetDownloadTest {

    private static final byte[] NETWORK = "a network".getBytes(StandardCharsets.UTF_8);

    private final AtomicInteger requests = new AtomicInteger();
    private final List<String> told = new ArrayList<>();
    private byte[] answer = NETWORK;
    private HttpServer server;
    private URI address;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/zoo/yunet.onnx");
        server.createContext("/moved/", exchange -> {
            exchange.getResponseHeaders().add("Location", "/zoo/yunet.onnx");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/zoo/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void testItIsFetchedOnceAndSaidBefore() throws IOException {
        final YuNetDownload download = download(address);
        final Path file = download.file(line -> {
            assertEquals(told.isEmpty() ? 0 : 1, requests.get());
            told.add(line);
        }).orElseThrow();

        assertArrayEquals(NETWORK, Files.readAllBytes(file));
        assertEquals(folder.resolve("cache/face_detection_yunet_2023mar.onnx"), file);
        assertEquals(List.of("Fetching the face detector YuNet (233 kB, MIT licence) once, from " + address, "YuNet is kept in " + file), told);

        server.stop(0);
        assertEquals(Optional.of(file), download.file(told::add));
        assertEquals(file.toString(), download.detector("yunet", told::add));
        assertEquals("haar", download.detector("haar", told::add));
        assertEquals(2, told.size());
        assertEquals(1, requests.get());
    }

    /** The Zoo keeps its files elsewhere and sends there. */
    @Test
    void testARedirectionIsFollowed() {
        assertTrue(download(URI.create(address.toString().replace("/zoo/", "/moved/"))).file(told::add).isPresent());
    }

    @Test
    void testAFileThatWasPutThereIsTaken() throws IOException {
        final Path file = Files.createDirectories(folder.resolve("cache")).resolve("face_detection_yunet_2023mar.onnx");
        Files.write(file, NETWORK);

        assertEquals(Optional.of(file), download(address).file(told::add));
        assertEquals(0, requests.get());
        assertEquals(List.of(), told);

        Files.writeString(file, "another");
        assertEquals(Optional.of(file), download(address).file(told::add));
        assertArrayEquals(NETWORK, Files.readAllBytes(file));
    }

    @Test
    void testAnotherFileOrNoServerIsToldInALineThatHelps() {
        answer = "<html>Log in to this network</html>".getBytes(StandardCharsets.UTF_8);
        assertRefused(download(address), "has the SHA-256");
        answer = new byte[300_000];
        assertRefused(download(address), "has more than 232589 bytes");
        assertRefused(download(URI.create(address.toString().replace("/zoo/", "/none/"))), "404");
        server.stop(0);
        assertRefused(download(address), "ConnectException");
        assertRefused(download(URI.create("ftp://127.0.0.1/yunet.onnx")), "put the file of ftp://127.0.0.1/yunet.onnx at");
    }

    @Test
    void testThePinnedFileIsTheOneThatTestsUse() throws IOException {
        final Path yuNet = Path.of(System.getProperty("fer.data", "missing"), "models/face_detection_yunet_2023mar.onnx");
        Assumptions.assumeTrue(Files.exists(yuNet), () -> yuNet + " is not there");
        try (InputStream file = Files.newInputStream(yuNet)) {
            assertEquals(YuNetDownload.SHA256, Sha256.hex(file));
        }
    }

    private void assertRefused(final YuNetDownload download, final String reason) {
        told.clear();
        assertTrue(download.file(told::add).isEmpty());
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.getLast().startsWith("YuNet cannot be fetched (") && told.getLast().contains(reason), told::toString);
        assertTrue(told.getLast().contains("at " + folder.resolve("cache/face_detection_yunet_2023mar.onnx") + " (SHA-256 "), told::toString);
        assertEquals(1, told.getLast().lines().count());
        assertEquals("haar", download.detector("yunet", told::add));
        assertEquals("Faces are found by Haar instead, which misses many", told.removeLast());
        assertFalse(Files.exists(folder.resolve("cache/face_detection_yunet_2023mar.onnx")));
    }

    private YuNetDownload download(final URI source) {
        return new YuNetDownload(ModelAddress.of(source.toString()), folder.resolve("cache"), Sha256.hex(NETWORK));
    }
}
