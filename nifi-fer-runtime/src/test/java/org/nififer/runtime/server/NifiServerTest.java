package org.nififer.runtime.server;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NifiServerTest {
    // Blanks and letters beyond Latin-1 are usual in the names of folders.
    private static final String HOME = "my höme Ω";

    @TempDir
    private Path temporary;

    @Test
    void testStartTellsWhyTheProcessEnded() throws IOException {
        final NifiHome home = home(TinyServer.DYING);

        final ServerStartException exception = assertThrows(ServerStartException.class, () -> NifiServer.start(home, ServerOptions.light()));

        assertTrue(exception.getMessage().startsWith("NiFi ended with exit code 3 after "), exception.getMessage());
        assertTrue(exception.getMessage().contains("Last lines of " + home.consoleLog()), exception.getMessage());
        assertTrue(exception.getMessage().contains("    No provenance repository today"), exception.getMessage());
        assertEquals(Optional.empty(), ServerRecord.read(home.directory()));
    }

    @Test
    void testStartEndsWhatIsNotReadyInTime() throws Exception {
        final NifiHome home = home(TinyServer.SILENT);
        final ServerOptions options = ServerOptions.light().withStartTimeout(Duration.ofSeconds(2));

        final ServerStartException exception = assertThrows(ServerStartException.class, () -> NifiServer.start(home, options));

        assertTrue(exception.getMessage().startsWith("NiFi was not ready after 2 s and was stopped"), exception.getMessage());
        assertTrue(exception.getMessage().contains("Thinking about it"), exception.getMessage());
        final String homePath = home.directory().toString();
        assertTrue(ProcessHandle.allProcesses().noneMatch(process -> process.info().commandLine().orElse("").contains(homePath)));
    }

    @Test
    void testStartListensOnLoopbackAndStopEndsIt() throws Exception {
        final NifiServer server = NifiServer.start(home(TinyServer.READY), ServerOptions.light());
        try (Socket socket = new Socket(server.canvasAddress().getHost(), server.canvasAddress().getPort())) {
            assertTrue(socket.getInetAddress().isLoopbackAddress());
        }

        assertTrue(server.isAlive());
        server.stop();

        assertFalse(server.isAlive());
        assertFalse(ProcessHandle.of(server.processId()).isPresent());
        server.stop();
    }

    @Test
    void testStartRefusesHomeWithRunningServer() throws Exception {
        final NifiHome home = home(TinyServer.READY);
        try (NifiServer server = NifiServer.start(home, ServerOptions.light())) {
            final IOException exception = assertThrows(IOException.class, () -> NifiServer.start(home, ServerOptions.light()));

            final String expected = String.format(Locale.ROOT, "A NiFi with the process id %d already runs in %s at ", server.processId(), home.directory());
            assertTrue(exception.getMessage().startsWith(expected), exception.getMessage());
            assertTrue(server.isAlive());
        }
    }

    @Test
    void testDetachedServerOutlivesItsStarterAndIsFoundAgain() throws Exception {
        final NifiHome home = home(TinyServer.READY);
        final long processId = startInOtherProgram(home, "detached");

        final NifiServer server = NifiServer.find(home.directory()).orElseThrow();
        assertEquals(processId, server.processId());
        assertTrue(server.isAlive());
        server.stop();

        assertFalse(server.isAlive());
        assertEquals(Optional.empty(), NifiServer.find(home.directory()).map(NifiServer::processId));
    }

    @Test
    void testAttachedServerEndsWithItsStarter() throws Exception {
        final NifiHome home = home(TinyServer.READY);
        final long processId = startInOtherProgram(home, "attached");

        assertTrue(ProcessHandle.of(processId).map(ServerProcess::hasEnded).orElse(true));
        assertEquals(Optional.empty(), ServerRecord.read(home.directory()));
    }

    @Test
    void testFindTakesNoOtherProcessForTheServer() throws Exception {
        final NifiHome home = home(TinyServer.READY);
        try (NifiServer server = NifiServer.start(home, ServerOptions.light())) {
            final ServerRecord right = ServerRecord.read(home.directory()).orElseThrow();

            new ServerRecord(ProcessHandle.current().pid(), right.started(), right.address()).write(home.directory());
            assertTrue(NifiServer.find(home.directory()).isEmpty());

            new ServerRecord(right.processId(), right.started().minusSeconds(60), right.address()).write(home.directory());
            assertTrue(NifiServer.find(home.directory()).isEmpty());

            right.write(home.directory());
            assertEquals(server.processId(), NifiServer.find(home.directory()).orElseThrow().processId());
        }
    }

    @Test
    void testFindNamesBrokenRecord() throws IOException {
        final Path file = temporary.resolve("run/server.json");
        Files.createDirectories(file.getParent());
        final String withoutInstant = "{\"processId\": 1, \"started\": \"noon\", \"address\": \"\"}";
        for (final String broken : new String[] {"", "{\"processId\": 1", "{\"processId\": 1}", withoutInstant}) {
            Files.writeString(file, broken);

            final IOException exception = assertThrows(IOException.class, () -> NifiServer.find(temporary));

            assertTrue(exception.getMessage().startsWith(file + " names no server"), exception.getMessage());
        }
    }

    private NifiHome home(final TinyServer tinyServer) throws IOException {
        return NifiHome.create(temporary.resolve(HOME), tinyServer.library(temporary));
    }

    private static long startInOtherProgram(final NifiHome home, final String mode) throws Exception {
        final Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), StartAndExit.class.getName(),
                home.directory().toString(), home.library().toString(), mode).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, program.waitFor());
        return Long.parseLong(output.strip());
    }
}
