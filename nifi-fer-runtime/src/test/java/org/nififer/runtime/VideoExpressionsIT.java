package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.video.DrawnVideo;
import org.nififer.video.VideoFiles;

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
    @AutoClose
    private static TestNifi nifi;
    private static String groupId;

    @BeforeAll
    static void startFlow() throws Exception {
        VideoFiles.requireFfmpeg();
        final Path videos = Files.createDirectories(temporary.resolve("the videos"));
        results = temporary.resolve("results");
        DrawnVideo.write(videos.resolve("people.mp4"));
        Files.writeString(videos.resolve("broken.mp4"), "no video");
        final Path model = temporary.resolve("model.safetensors");
        TestNifi.fer("convert", "--output", model.toString(), TestNifi.project("nifi-fer-model/src/test/resources/fixtures/swin-small.timm.safetensors").toString());

        nifi = TestNifi.start(temporary, TIMEOUT);
        groupId = nifi.startFlow(TestNifi.project("templates/video.json"), "Video expressions", Map.of(
                "Video Folder", videos.toString(),
                "Model File", model.toString(),
                "Results Folder", results.toString(),
                // Longer than the video: each person has one row, whatever the model says.
                "Minimum Duration", "1 min"));
    }

    @Test
    void testOneRowForEachPerson() throws Exception {
        nifi.assertRuns(groupId);

        final List<JsonNode> rows = new ArrayList<>();
        for (final String line : Files.readAllLines(nifi.await(results.resolve("expressions/people.mp4.expressions.jsonl")))) {
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
        final JsonNode reason = nifi.awaitJson(results.resolve("failed/broken.mp4.reason.json"));
        assertEquals("INVALID_VIDEO", reason.path("fer.error.code").asText());
        assertTrue(reason.path("fer.error.message").asText().startsWith("broken.mp4 cannot be decoded"), reason::toString);
        assertEquals("no video", Files.readString(results.resolve("failed/broken.mp4")));
    }
}
