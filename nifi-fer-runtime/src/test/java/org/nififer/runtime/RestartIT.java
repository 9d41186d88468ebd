package org.nififer.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.dataset.Split;
import org.nififer.runtime.server.NifiHome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A NiFi that is killed and a NiFi that is stopped in the middle of a training: after the next start it goes on, and the model is the one that a training without an
 * interruption makes.
 */
class RestartIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int EPOCHS = 30;
    private static final Pattern RESUMED = Pattern.compile("The training goes on after epoch (\\d+), from its checkpoint");

    @TempDir
    private Path temporary;
    private NifiHome home;
    private TestNifi nifi;
    private final List<ProcessHandle> trainers = new ArrayList<>();

    @AfterEach
    void stopServer() throws Exception {
        trainers.forEach(ProcessHandle::destroyForcibly);
        if (nifi != null) {
            nifi.close();
        }
    }

    @Test
    void testATrainingGoesOnAfterAKillAndAfterAStop() throws Exception {
        final Path datasets = Files.createDirectories(temporary.resolve("datasets"));
        final Path dataset = datasets.resolve("faces.tar");
        SplitDataset.write(dataset, Map.of(Split.TRAIN, 6, Split.VALIDATION, 2));
        home = NifiHome.create(temporary.resolve("home"), TestNifi.library());
        start();
        nifi.startFlow(Path.of(RestartIT.class.getResource("train.json").toURI()), "Train", Map.of("dataset folder", datasets.toString(), "work folder",
                temporary.resolve("work").toString(), "output folder", output().toString(), "epochs", Integer.toString(EPOCHS)));
        awaitEpoch(2);

        // Its trainer hangs when NiFi is killed, and so outlives it: what goes on must not write beside it.
        final ProcessHandle orphan = trainer();
        signal("-STOP", orphan);
        nifi.client().close();
        ProcessHandle.of(nifi.server().processId()).orElseThrow().destroyForcibly();
        nifi.await("NiFi does not end", () -> !nifi.server().isAlive());
        assertTrue(hasCommand(orphan));
        final int before = epochs();
        start();
        nifi.await("Nothing waits for the trainer that hangs", () -> log().contains(String.format(Locale.ROOT, "process %d, training in ", orphan.pid())));
        // What was on its way to its file when NiFi was killed may have come there since.
        assertTrue(epochs() <= before + 1);
        assertTrue(hasCommand(orphan));
        signal("-CONT", orphan);
        nifi.await("A trainer outlives its NiFi", () -> !hasCommand(orphan));
        awaitEpoch(before + 2);
        final int killed = resumedAfter().getFirst();
        assertTrue(killed >= 2 && killed < EPOCHS, () -> "Resumed after epoch " + killed);

        final ProcessHandle second = trainer();
        nifi.close();
        assertFalse(hasCommand(second));
        assertFalse(Files.exists(output().resolve("model.safetensors")));
        start();
        nifi.await("There is no model", () -> Files.exists(output().resolve("report.json")));
        final List<Integer> resumed = resumedAfter();
        assertEquals(2, resumed.size());
        assertTrue(resumed.getLast() > killed && resumed.getLast() < EPOCHS, resumed::toString);
        assertEquals(EPOCHS, new ObjectMapper().readTree(output().resolve("report.json").toFile()).path("epochs").size());
        assertEquals(EPOCHS, epochs());
        nifi.assertNoErrors();

        trainWithoutInterruption(dataset);
        assertArrayEquals(Files.readAllBytes(temporary.resolve("run").resolve("model.safetensors")), Files.readAllBytes(output().resolve("model.safetensors")));
        try (Stream<Path> folders = Files.list(temporary.resolve("work"))) {
            assertEquals(List.of(), folders.filter(Files::isDirectory).toList());
        }
    }

    private void start() throws IOException, InterruptedException {
        nifi = TestNifi.start(home, TIMEOUT);
    }

    private Path output() {
        return temporary.resolve("output");
    }

    private void awaitEpoch(final int epoch) throws Exception {
        nifi.await(String.format(Locale.ROOT, "Epoch %d does not end", epoch), () -> epochs() >= epoch);
    }

    /** How many epochs have left their FlowFile. */
    private int epochs() throws IOException {
        if (!Files.isDirectory(output())) {
            return 0;
        }

        try (Stream<Path> files = Files.list(output())) {
            return (int) files.filter(file -> file.getFileName().toString().matches("[0-9a-f]+-epoch-\\d+\\.json")).count();
        }
    }

    private ProcessHandle trainer() {
        final List<ProcessHandle> children = ProcessHandle.of(nifi.server().processId()).orElseThrow().descendants().toList();
        assertEquals(1, children.size());
        trainers.add(children.getFirst());
        return children.getFirst();
    }

    /** An ended process whose parent has ended as well may still be listed; it then has no command. */
    private static boolean hasCommand(final ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static void signal(final String signal, final ProcessHandle process) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start().waitFor());
    }

    private String log() throws IOException {
        return Files.readString(home.logs().resolve("nifi-app.log"));
    }

    private List<Integer> resumedAfter() throws IOException {
        final List<Integer> resumed = new ArrayList<>();
        final Matcher matcher = RESUMED.matcher(log());
        while (matcher.find()) {
            resumed.add(Integer.parseInt(matcher.group(1)));
        }

        return resumed;
    }

    /** The command line in a process of its own: the class path of these tests has no native libraries. */
    private void trainWithoutInterruption(final Path dataset) throws IOException, InterruptedException {
        TestNifi.fer("train",
                "--embedding-dimension", "16", "--depths", "1,1", "--heads", "1,2", "--window-size", "3", "--image-size", "48",
                "--epochs", Integer.toString(EPOCHS), "--batch-size", "4", "--seed", "3",
                "--lock-directory", temporary.toString(), "--output-directory", temporary.resolve("run").toString(), dataset.toString());
    }
}
