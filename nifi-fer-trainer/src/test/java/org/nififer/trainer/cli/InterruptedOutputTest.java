package org.nififer.trainer.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A command in a process of its own that a person interrupts while it writes.
 */
class InterruptedOutputTest {

    private static final long FIFTY_MILLISECONDS = 50_000_000;

    @TempDir
    private Path directory;

    @Test
    void testNothingIsLeftOfAnOutputThatIsNotComplete() throws Exception {
        final Path silent = directory.resolve("silent.tar");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
        assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", silent.toString()).start().waitFor());
        final Path output = Files.writeString(directory.resolve("balanced.tar"), "an older dataset");
        // It waits for an input that nobody writes.
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "dataset", "balance", "--output", output.toString(), silent.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        while (process.isAlive() && files().size() < 3) {
            LockSupport.parkNanos(FIFTY_MILLISECONDS);
        }

        assertTrue(process.isAlive(), "The command has ended");
        process.toHandle().destroy();
        assertEquals(143, process.waitFor());
        assertEquals(List.of(output, silent), files());
        assertEquals("an older dataset", Files.readString(output));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
