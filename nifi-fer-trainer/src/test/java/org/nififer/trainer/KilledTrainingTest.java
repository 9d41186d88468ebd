package org.nififer.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.network.NetworkPreset;
import org.nififer.network.Precision;
import org.nififer.trainer.run.TrainingJob;
import org.nififer.trainer.run.TrainingRequest;

import java.io.BufferedReader;
import java.io.IOException;
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

    private TrainingJob job(final Path folder, final Path dataset) throws IOException {
        // A tiny network that takes many steps: soon ready, and for a while in an epoch. In this JVM and in others it computes in the same precision.
        final TrainingRequest.Builder request = TrainingRequest.builder();
        request.network().preset(NetworkPreset.SWIN_MINI).embeddingDimension(16).depths(List.of(1, 1)).heads(List.of(1, 2)).windowSize(3);
        request.settings().seed(5).precision(Precision.FP32).schedule().epochs(2);
        request.settings().optimizer().batchSize(1);
        return new TrainingJob(dataset, folder, directory, false, request.build());
    }

    private List<String> run(final Path folder, final Path dataset) throws IOException {
        final List<String> lines = new ArrayList<>();
        new TrainingEventWriter(lines::add).run(job(folder, dataset));
        final List<String> events = new ArrayList<>();
        for (final String line : lines) {
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

        assertEquals(ProcessFrame.FAILED, process.waitFor());
        assertTrue(Files.readString(errors).contains("Nobody reads the events of this training any more, so it ends"), Files.readString(errors));
        assertFalse(Files.exists(folder.resolve("report.json")));
        assertEquals("finished", run(folder, dataset).getLast());
    }

    private Process start(final Path folder, final Path dataset, final ProcessBuilder.Redirect errors) throws IOException {
        final Path file = directory.resolve("job.json");
        job(folder, dataset).write(file);
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), TrainingProcess.class.getName(), file.toString()).redirectError(errors).start();
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
