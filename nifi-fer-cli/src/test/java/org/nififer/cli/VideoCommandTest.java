package org.nififer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nififer.model.ModelDescription;
import org.nififer.trainer.evaluation.TestModels;
import org.nififer.video.DrawnVideo;
import org.nififer.video.VideoFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VideoCommandTest extends CommandLineFixture {

    private Path model;
    private Path video;

    @BeforeAll
    static void requireFfmpeg() throws IOException {
        VideoFiles.requireFfmpeg();
    }

    @BeforeEach
    void setUp() throws IOException {
        model = writeModel(directory.resolve("model.safetensors"), ModelDescription.of(TestModels.TINY), 1);
        video = directory.resolve("people.mp4");
        DrawnVideo.write(video);
    }

    @Test
    void testOneRowForEachPersonAndTime() throws IOException {
        // Longer than the video: each person has one span, whatever the model says.
        assertEquals(0, video("--frames-per-second", "2", "--minimum-duration", "60000", video.toString()), error.toString());

        final List<JsonNode> rows = rows();
        assertEquals(List.of("1 0-3500 8", "2 0-1500 4"), rows.stream().map(row -> String.format(Locale.ROOT, "%d %d-%d %d", row.path("person").asInt(), row.path("start").asLong(),
                row.path("end").asLong(), row.path("frames").asInt())).toList());
        for (final JsonNode row : rows) {
            assertEquals(video.toString(), row.path("video").asText());
            assertEquals(8, row.path("probabilities").size());
            assertEquals(row.path("confidence").asDouble(), row.path("probabilities").path(row.path("expression").asText()).asDouble());
        }

        assertTrue(rows.getFirst().path("box").path("left").asDouble() < rows.getLast().path("box").path("left").asDouble());
    }

    @Test
    void testTheSameWithSeveralThreads() throws IOException {
        assertEquals(0, video("--threads", "1", video.toString()), error.toString());
        final String one = output.toString();
        assertEquals(0, video("--threads", "3", video.toString()), error.toString());

        assertEquals(one, output.toString());
    }

    @Test
    void testAVideoThatCannotBeReadDoesNotKeepTheOthersBack() throws IOException {
        final Path letter = Files.writeString(directory.resolve("letter.mp4"), "a letter");
        assertEquals(1, video(letter.toString(), directory.resolve("none.mp4").toString(), video.toString()));

        assertTrue(rows().stream().allMatch(row -> row.path("video").asText().equals(video.toString())));
        assertTrue(rows().size() >= 2, output.toString());
        assertEquals(2, error.toString().lines().count(), error.toString());
        assertTrue(error.toString().contains("letter.mp4 cannot be decoded"), error.toString());
        assertTrue(error.toString().contains("There is no file"), error.toString());
    }

    @ParameterizedTest
    @CsvSource({"--frames-per-second,0", "--frames-per-second,x", "--frame-selection,some", "--scene-threshold,2", "--maximum-frames,0", "--time-limit,0", "--maximum-side,0",
        "--minimum-overlap,2", "--minimum-similarity,-2", "--maximum-gap,-1", "--smoothing-window,-1", "--minimum-duration,-1"})
    void testWrongUsage(final String option, final String value) {
        assertEquals(2, video(option, value, video.toString()));
        assertEquals(1, error.toString().lines().count(), error.toString());
    }

    private List<JsonNode> rows() throws IOException {
        final List<JsonNode> rows = new ArrayList<>();
        for (final String line : output.toString().lines().toList()) {
            rows.add(new ObjectMapper().readTree(line));
        }

        return rows;
    }

    private int video(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of("video", "--model", model.toString()));
        all.addAll(List.of(arguments));
        return execute(all.toArray(String[]::new));
    }
}
