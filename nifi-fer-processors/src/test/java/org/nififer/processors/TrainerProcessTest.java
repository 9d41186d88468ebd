package org.nififer.processors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.TestFiles;
import org.nififer.core.dataset.Split;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainerProcessTest {

    private static final long HEAP = 256L << 20;

    @TempDir
    private Path directory;

    @Test
    void testStopEndsARunningTraining() throws IOException {
        final Path dataset = directory.resolve("dataset.tar");
        Files.write(dataset, TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION));
        final TrainerProcess process = new TrainerProcess(directory, HEAP, List.of("train", "--preset", "swin-mini", "--epochs", "100000", "--progress", "json",
                "--output-directory", directory.toString(), dataset.toString()));

        assertThrows(TrainerProcess.TrainerStoppedException.class, () -> process.await(event -> {
            if ("epoch".equals(event.path("event").asText())) {
                process.stop();
            }
        }));
    }

    @Test
    void testACrashIsReportedWithItsExitCode() throws IOException {
        final Path dataset = directory.resolve("dataset.tar");
        Files.write(dataset, TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION));
        final TrainerProcess process = new TrainerProcess(directory, HEAP, List.of("train", "--preset", "swin-mini", "--epochs", "100000", "--progress", "json",
                "--output-directory", directory.toString(), dataset.toString()));
        final IOException exception = assertThrows(IOException.class, () -> process.await(event -> {
            if ("epoch".equals(event.path("event").asText())) {
                ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
            }
        }));

        assertTrue(exception.getMessage().contains("exit code 137"), exception.getMessage());
    }

    @Test
    void testAnEndThatSomebodyAskedForIsNoDeath() throws IOException {
        final Path dataset = Files.write(directory.resolve("dataset.tar"), TestFiles.dataset(2, Split.TRAIN, Split.VALIDATION));
        final TrainerProcess process = new TrainerProcess(directory, HEAP, List.of("train", "--preset", "swin-mini", "--epochs", "100000", "--progress", "json",
                "--output-directory", directory.toString(), dataset.toString()));
        final IOException exception = assertThrows(IOException.class, () -> process.await(event -> {
            if ("epoch".equals(event.path("event").asText())) {
                ProcessHandle.current().children().forEach(ProcessHandle::destroy);
            }
        }));

        assertEquals(IOException.class, exception.getClass());
        assertTrue(exception.getMessage().contains("exit code 143"), exception.getMessage());
    }

    @Test
    void testTooLittleHeapIsReported() throws IOException {
        final TrainerProcess process = new TrainerProcess(directory, 8 << 20, List.of("train", "--preset", "swin-t", "--progress", "json",
                "--output-directory", directory.toString(), Files.write(directory.resolve("dataset.tar"), TestFiles.dataset(1, Split.TRAIN, Split.VALIDATION)).toString()));
        final IOException exception = assertThrows(IOException.class, () -> process.await(event -> {
        }));

        assertTrue(exception.getMessage().contains("exit code 1 "), exception.getMessage());
        assertTrue(exception.getMessage().contains("OutOfMemoryError"), exception.getMessage());
    }

    @Test
    void testWrongUsageIsTheEnvironmentsFaultAndSaysWhy() throws IOException {
        final TrainerProcess process = new TrainerProcess(directory, HEAP, List.of("train"));
        final IOException exception = assertThrows(IOException.class, () -> process.await(event -> {
        }));

        assertEquals(TrainerProcess.TrainerDiedException.class, exception.getClass());
        assertTrue(exception.getMessage().contains("exit code 2"), exception.getMessage());
        assertTrue(exception.getMessage().contains("--output-directory"), exception.getMessage());
    }
}
