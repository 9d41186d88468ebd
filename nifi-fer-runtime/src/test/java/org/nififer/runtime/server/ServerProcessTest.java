package org.nififer.runtime.server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServerProcessTest {
    private static final Duration GRACE = Duration.ofSeconds(1);
    private Process parent;

    @AfterEach
    void endParent() {
        parent.destroyForcibly();
    }

    @Test
    void testEndForcesProcessThatDoesNotListen() throws Exception {
        final ProcessHandle deaf = start("trap '' TERM; echo $$; while true; do sleep 1; done");

        ServerProcess.end(deaf, GRACE);

        assertFalse(deaf.isAlive());
    }

    @Test
    void testEndLeavesNoChildBehind() throws Exception {
        final ProcessHandle child = start("sleep 600 & echo $!; wait");

        // The handle asks the system; Process itself hears of the end a little later.
        final ProcessHandle ended = parent.toHandle();

        ServerProcess.end(ended, GRACE);

        assertFalse(ended.isAlive());
        assertTrue(hasEndedSoon(child));
    }

    @Test
    void testProcessThatItsParentDoesNotCollectHasEnded() throws Exception {
        // The shell has become the longer sleep, which collects nobody, before the shorter one ends.
        final ProcessHandle child = start("sleep 2 & echo $!; exec sleep 600");

        assertTrue(hasEndedSoon(child));
        ServerProcess.end(child, GRACE);
    }

    private ProcessHandle start(final String script) throws IOException {
        parent = new ProcessBuilder("sh", "-c", script).start();
        final BufferedReader output = parent.inputReader();
        return ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
    }

    private static boolean hasEndedSoon(final ProcessHandle process) throws InterruptedException {
        final Instant deadline = Instant.now().plusSeconds(30);
        while (!ServerProcess.hasEnded(process) && Instant.now().isBefore(deadline)) {
            Thread.sleep(20);
        }

        return ServerProcess.hasEnded(process);
    }
}
