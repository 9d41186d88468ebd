package org.nififer.trainer.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.weights.SafetensorsWriter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class CheckpointStoreTest {

    private final ObjectMapper mapper = new ObjectMapper();
    private final RunIdentity run = new RunIdentity("dataset", settings(0.01), "");
    private final List<String> damaged = new ArrayList<>();

    @TempDir
    private Path directory;
    private Path model;
    private CheckpointStore store;

    @BeforeEach
    void setUp() throws IOException {
        model = Files.writeString(directory.resolve("model.safetensors"), "the best model");
        store = new CheckpointStore(directory);
    }

    @Test
    void testWhatWasWrittenIsReadAndTheTwoLatestAreKept() throws IOException {
        for (int epoch = 1; epoch <= 11; epoch++) {
            write(epoch);
        }

        assertEquals(2, checkpoints().size());
        try (Checkpoint checkpoint = latest()) {
            assertEquals(11, checkpoint.state().epoch());
            assertEquals(run, checkpoint.state().run());
            assertEquals("b11", checkpoint.state().progress().path("best").asText());
            assertEquals(11.5f, checkpoint.values("weights.a").get(1));
            final Path restored = directory.resolve("restored");
            checkpoint.restoreBestModel(restored);
            assertArrayEquals(Files.readAllBytes(model), Files.readAllBytes(restored));
        }

        store.clear();
        assertTrue(store.latest(run, damaged::add).isEmpty());
        assertEquals(List.of(), damaged);
    }

    @Test
    void testADamagedCheckpointFallsBackToTheOneBefore() throws IOException {
        write(1);
        write(2);
        // One bit in the last tensor, in the metadata, and an end that is missing.
        damage(content -> content[content.length - 1] ^= 1);
        assertFallsBackTo(1);
        write(2);
        damage(content -> content[40] ^= 1);
        assertFallsBackTo(1);
        write(2);
        final Path last = checkpoints().getLast();
        Files.write(last, new String(Files.readAllBytes(last), StandardCharsets.ISO_8859_1).substring(0, 100).getBytes(StandardCharsets.ISO_8859_1));
        assertFallsBackTo(1);
        assertEquals(3, damaged.size());
        assertTrue(damaged.getFirst().contains("checkpoint-000002-") && damaged.getFirst().contains("is damaged"), damaged.getFirst());

        damage(content -> content[content.length - 1] ^= 1);
        assertTrue(store.latest(run, damaged::add).isEmpty());
    }

    @Test
    void testTheCheckpointOfAnotherRunIsRefusedAndStays() throws IOException {
        write(1);
        assertRefused(new RunIdentity("other", settings(0.01), ""), "another dataset");
        assertRefused(new RunIdentity("dataset", settings(0.02), ""), "schedule.learningRate (0.01 there, 0.02 here)");
        assertRefused(new RunIdentity("dataset", settings(0.01), "sha"), "other initial weights");
        assertEquals(1, checkpoints().size());
    }

    @Test
    void testAFullDiskLeavesTheLastCheckpoint() throws IOException {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        write(1);
        Files.createSymbolicLink(directory.resolve("checkpoint.part"), full);
        final IOException exception = assertThrows(IOException.class, () -> write(2));

        assertTrue(exception.getMessage().contains("No space left"), exception.getMessage());
        assertFallsBackTo(1);
        assertTrue(store.lastWhole().contains("epoch 1"), store.lastWhole());
        write(2);
        assertFallsBackTo(2);
    }

    @Test
    void testAnUnfinishedWriteIsNoCheckpoint() throws IOException {
        write(1);
        Files.writeString(directory.resolve("checkpoint.part"), "half");
        assertFallsBackTo(1);
    }

    private void assertFallsBackTo(final int epoch) throws IOException {
        try (Checkpoint checkpoint = latest()) {
            assertEquals(epoch, checkpoint.state().epoch());
        }
    }

    private void assertRefused(final RunIdentity other, final String difference) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> store.latest(other, damaged::add));
        assertEquals(Code.OTHER_RUN, exception.code());
        assertTrue(exception.getMessage().contains(difference), exception.getMessage());
    }

    private Checkpoint latest() throws IOException {
        return store.latest(run, damaged::add).orElseThrow();
    }

    private void write(final int epoch) throws IOException {
        final ByteBuffer values = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(epoch).putFloat(epoch + 0.5f).flip();
        store.write(new Checkpoint.State(run, epoch, mapper.createObjectNode().put("best", "b" + epoch)),
                Map.of("weights.a", new SafetensorsWriter.Tensor("F32", new long[]{2}, 8, () -> values)), model);
    }

    private interface Damage {

        void to(byte[] content);
    }

    private void damage(final Damage damage) throws IOException {
        final Path last = checkpoints().getLast();
        final byte[] content = Files.readAllBytes(last);
        damage.to(content);
        Files.write(last, content);
    }

    private List<Path> checkpoints() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("checkpoint-")).sorted().toList();
        }
    }

    private ObjectNode settings(final double learningRate) {
        final ObjectNode settings = mapper.createObjectNode().put("seed", 1);
        settings.putObject("schedule").put("learningRate", learningRate);
        return settings;
    }
}
