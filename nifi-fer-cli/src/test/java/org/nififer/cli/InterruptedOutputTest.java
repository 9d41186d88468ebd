package org.nififer.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.trainer.DrawnDataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A command in a process of its own that a person, or a full disk, interrupts while it writes.
 */
class InterruptedOutputTest extends CommandLineFixture {

    private static final long FIFTY_MILLISECONDS = 50_000_000;

    @Test
    void testNothingIsLeftOfAnOutputThatIsNotComplete() throws Exception {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1));
        final Path balanced = Files.writeString(directory.resolve("balanced.tar"), "an older dataset");
        // Work that does not end before the test does.
        final Process process = process(List.of("dataset", "balance", "--samples-per-class", "1000000", "--output", balanced.toString(), dataset.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        while (process.isAlive() && files().size() < 3) {
            LockSupport.parkNanos(FIFTY_MILLISECONDS);
        }

        assertEquals(3, files().size());
        process.toHandle().destroy();
        assertEquals(143, process.waitFor());
        assertEquals(List.of(balanced, dataset), files());
        assertEquals("an older dataset", Files.readString(balanced));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void testAFullDiskUnderTheStandardOutputIsAFailure() throws Exception {
        final Process process = process(List.of("--help")).redirectOutput(Path.of("/dev/full").toFile()).start();
        final String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor());
        assertTrue(errors.contains("Standard output was not written to its end"), errors);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
