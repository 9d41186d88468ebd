package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.trainer.run.ProcessLock.LockedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProcessLockTest {

    @TempDir
    private Path directory;

    @Test
    void testARefusalWithinTheProcessLeavesTheLockToItsHolder() throws Exception {
        final Path file = directory.resolve("lock");
        final ProcessLock lock = ProcessLock.acquire(file, "the first");
        try (lock) {
            for (int attempt = 0; attempt < 2; attempt++) {
                final LockedException locked = assertThrows(LockedException.class, () -> ProcessLock.acquire(file, "the second"));
                assertEquals(String.format(Locale.ROOT, "process %d, the first", ProcessHandle.current().pid()), locked.getMessage());
            }

            assertEquals(String.format(Locale.ROOT, "locked by process %d, the first", ProcessHandle.current().pid()), inAnotherProcess(file));
        }

        assertEquals("free", inAnotherProcess(file));
        ProcessLock.acquire(file, "the second").close();
    }

    @Test
    void testAHolderThatClosesTwiceTakesNothingFromTheNextOne() throws IOException {
        final Path file = directory.resolve("lock");
        final ProcessLock first = ProcessLock.acquire(file, "the first");
        first.close();
        final ProcessLock second = ProcessLock.acquire(file, "the second");
        try (second) {
            first.close();
            assertThrows(LockedException.class, () -> ProcessLock.acquire(file, "the third"));
        }
    }

    @Test
    void testNothingIsWrittenThroughALink() throws IOException {
        final Path precious = Files.writeString(directory.resolve("precious"), "what another program keeps");
        final Path link = Files.createSymbolicLink(directory.resolve("lock"), precious);

        final IOException exception = assertThrows(IOException.class, () -> ProcessLock.acquire(link, "anybody"));
        assertTrue(exception.getMessage().contains(link.getFileName().toString()), exception.getMessage());
        assertEquals("what another program keeps", Files.readString(precious));
    }

    private static String inAnotherProcess(final Path file) throws Exception {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                Attempt.class.getName(), file.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output;
    }

    /** What another process says of the lock. */
    static final class Attempt {

        private Attempt() {
        }

        public static void main(final String[] arguments) throws IOException {
            try {
                ProcessLock.acquire(Path.of(arguments[0]), "another process").close();
                System.out.print("free");
            } catch (final LockedException e) {
                System.out.print("locked by " + e.getMessage());
            }
        }
    }
}
