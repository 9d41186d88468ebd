package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.runtime.client.Component;
import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.client.ProcessGroups;
import org.nififer.runtime.server.NifiHome;
import org.nififer.runtime.server.NifiServer;
import org.nififer.runtime.server.ServerOptions;
import org.nififer.video.DrawnVideo;
import org.nififer.video.VideoFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The template video on a genuine NiFi: who shows which expression when, in a drawn video.
 */
class VideoExpressionsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private static Path temporary;
    private static Path results;
    private static NifiServer server;
    private static NifiClient client;
    private static String groupId;

    @BeforeAll
    static void startFlow() throws Exception {
        VideoFiles.requireFfmpeg();
        final Path videos = Files.createDirectories(temporary.resolve("the videos"));
        results = temporary.resolve("results");
        DrawnVideo.write(videos.resolve("people.mp4"));
        Files.writeString(videos.resolve("broken.mp4"), "no video");
        final Path root = Path.of(System.getProperty("nififer.root"));
        final Path model = temporary.resolve("model.safetensors");
        convert(root.resolve("nifi-fer-cli/target/nifi-fer-cli.jar"), model, root.resolve("nifi-fer-model/src/test/resources/fixtures/swin-small.timm.safetensors"));

        server = NifiServer.start(NifiHome.create(temporary.resolve("home"), Path.of(System.getProperty("nifi.library"))), ServerOptions.light());
        client = new NifiClient(server.apiAddress());
        groupId = client.processGroups().upload(ProcessGroups.ROOT, root.resolve("templates").resolve("video.json"), "Video expressions", 0, 0);
        client.parameterContexts().update(client.parameterContexts().contextOf(groupId), Map.of(
                "Video Folder", videos.toString(),
                "Model File", model.toString(),
                "Results Folder", results.toString(),
                // Longer than the video: each person has one row, whatever the model says.
                "Minimum Duration", "1 min"), TIMEOUT);
        client.processGroups().enableServices(groupId, TIMEOUT);
        client.processGroups().awaitValid(groupId, TIMEOUT);
        client.processGroups().start(groupId);
    }

    /** In a process of its own: the class path of these tests has no native libraries of the network. */
    private static void convert(final Path trainer, final Path model, final Path weights) throws IOException, InterruptedException {
        final String java = ProcessHandle.current().info().command().orElseThrow();
        assertEquals(0, new ProcessBuilder(java, "-jar", trainer.toString(), "convert", "--output", model.toString(), weights.toString()).inheritIO().start().waitFor());
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            client.close();
            server.stop();
        }
    }

    @Test
    void testOneRowForEachPerson() throws Exception {
        assertEquals(List.of(), client.processGroups().processors(groupId).stream().filter(processor -> !processor.isIn("RUNNING")).map(Component::describe).toList());

        final List<JsonNode> rows = new ArrayList<>();
        for (final String line : Files.readAllLines(await("expressions/people.mp4.expressions.jsonl"))) {
            rows.add(MAPPER.readTree(line));
        }

        // Two frames a second: the one is there for four seconds, the other one for two.
        assertEquals(List.of("people.mp4 1 0-3500 8", "people.mp4 2 0-1500 4"), rows.stream().map(row -> String.format(Locale.ROOT, "%s %d %d-%d %d", row.path("video").asText(),
                row.path("person").asInt(), row.path("start").asLong(), row.path("end").asLong(), row.path("frames").asInt())).toList());
        assertTrue(rows.stream().allMatch(row -> row.path("probabilities").size() == 8), rows::toString);
        assertTrue(rows.getFirst().path("box").path("left").asDouble() < rows.getLast().path("box").path("left").asDouble(), rows::toString);
    }

    @Test
    void testKeepsWhatFailedWithTheReason() throws Exception {
        final JsonNode reason = MAPPER.readTree(await("failed/broken.mp4.reason.json").toFile());
        assertEquals("INVALID_VIDEO", reason.path("fer.error.code").asText());
        assertTrue(reason.path("fer.error.message").asText().startsWith("broken.mp4 cannot be decoded"), reason::toString);
        assertEquals("no video", Files.readString(results.resolve("failed/broken.mp4")));
    }

    private static Path await(final String name) throws IOException, InterruptedException {
        return ResultFiles.await(results.resolve(name), server, client, TIMEOUT);
    }
}
