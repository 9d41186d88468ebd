package org.nififer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.trainer.DrawnDataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A training in a process of its own that is killed as the system kills: without a last word.
 */
class KilledTrainingTest {

    private static final long FIFTY_MILLISECONDS = 50_000_000;

    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void testAKilledTrainingGoesOnAndGivesTheSameModel() throws Exception {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 4, Split.VALIDATION, 1));
        final Path whole = directory.resolve("whole");
        final Path killed = directory.resolve("killed");
        assertEquals(List.of("started", "epoch", "epoch", "finished"), run(whole, dataset));
        assertEquals(List.of("started", "epoch"), killInSecondEpoch(killed, dataset));
        assertEquals(List.of("started", "resumed", "epoch", "finished"), run(killed, dataset));

        assertArrayEquals(Files.readAllBytes(whole.resolve("model.safetensors")), Files.readAllBytes(killed.resolve("model.safetensors")));
        final JsonNode expected = mapper.readTree(whole.resolve("report.json").toFile()).path("epochs").get(1);
        assertEquals(expected.path("trainingLoss"), mapper.readTree(killed.resolve("report.json").toFile()).path("epochs").get(1).path("trainingLoss"));
    }

    private List<String> arguments(final Path folder, final Path dataset) {
        // A tiny network that takes many steps: soon ready, and for a while in an epoch. In this JVM and in others it computes in the same precision.
        return List.of("train", "--preset", "swin-mini", "--embedding-dimension", "16", "--depths", "1,1", "--heads", "1,2", "--window-size", "3", "--epochs", "2",
                "--batch-size", "1", "--seed", "5", "--precision", "fp32", "--lock-directory", directory.toString(), "--progress", "json",
                "--output-directory", folder.toString(), dataset.toString());
    }

    private List<String> run(final Path folder, final Path dataset) throws IOException {
        final StringWriter output = new StringWriter();
        assertEquals(0, Main.commandLine().setOut(new PrintWriter(output, true)).execute(arguments(folder, dataset).toArray(String[]::new)));
        final List<String> events = new ArrayList<>();
        for (final String line : output.toString().lines().toList()) {
            events.add(mapper.readTree(line).path("event").asText());
        }

        events.removeIf("progress"::equals);
        return events;
    }

    /** As the trainer of a NiFi that is killed: it must not train on for nobody, nor beside the one that the next NiFi starts. */
    @Test
    void testATrainingEndsWhenNobodyReadsItsEvents() throws Exception {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 4, Split.VALIDATION, 1));
        final Path folder = directory.resolve("orphan");
        final Path errors = directory.resolve("errors");
        final Process process = start(folder, dataset, ProcessBuilder.Redirect.to(errors.toFile()));
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("started", mapper.readTree(lines.readLine()).path("event").asText());
        }

        assertEquals(Main.FAILED, process.waitFor());
        assertTrue(Files.readString(errors).contains("Nobody reads the events of this training any more, so it ends"), Files.readString(errors));
        assertFalse(Files.exists(folder.resolve("report.json")));
        assertEquals("finished", run(folder, dataset).getLast());
    }

    private Process start(final Path folder, final Path dataset, final ProcessBuilder.Redirect errors) throws IOException {
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments(folder, dataset));
        return new ProcessBuilder(command).redirectError(errors).start();
    }

    private List<String> killInSecondEpoch(final Path folder, final Path dataset) throws IOException, InterruptedException {
        final Process process = start(folder, dataset, ProcessBuilder.Redirect.DISCARD);
        final List<String> events = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(mapper.readTree(line).path("event").asText());
                if ("epoch".equals(events.getLast())) {
                    LockSupport.parkNanos(FIFTY_MILLISECONDS);
                    // The handle, unlike the process itself, leaves the pipe open.
                    process.toHandle().destroyForcibly();
                }
            }
        }

        assertNotEquals(0, process.waitFor());
        events.removeIf("progress"::equals);
        return events;
    }
}
