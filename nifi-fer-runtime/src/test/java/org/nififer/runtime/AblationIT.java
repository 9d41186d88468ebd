package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The template ablation on a genuine NiFi: a dataset goes in, six models are trained, and their table comes out.
 */
class AblationIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int SEEDS = 2;
    private static final int HELD_OUT = 3;
    private static final Map<String, String> ROWS = new LinkedHashMap<>();
    private static final List<String> FIGURES = List.of("/accuracy", "/accuracy7", "/weighted/precision", "/weighted/recall", "/weighted/f1");

    static {
        ROWS.put("SwinT", "swin sgd");
        ROWS.put("SwinT-SE", "swin-se sgd");
        ROWS.put("SwinT-SE-SAM", "swin-se sam");
    }

    @TempDir
    private static Path temporary;
    private static Path results;
    @AutoClose
    private static TestNifi nifi;
    private static String groupId;

    @BeforeAll
    static void startFlow() throws Exception {
        final Path datasets = Files.createDirectories(temporary.resolve("the datasets"));
        results = temporary.resolve("results");
        SplitDataset.write(datasets.resolve("faces.tar"), Map.of(Split.TRAIN, 4, Split.VALIDATION, 1, Split.TEST, HELD_OUT));
        Files.writeString(datasets.resolve("broken.tar"), "no dataset");

        nifi = TestNifi.start(temporary, TIMEOUT);
        groupId = nifi.startFlow(TestNifi.project("templates/ablation.json"), "Ablation", Map.of(
                "Dataset Folder", datasets.toString(),
                "Results Folder", results.toString(),
                "Seeds", Integer.toString(SEEDS),
                "Epochs", "1"));
    }

    @Test
    void testTheTableIsThatOfTheEvaluations() throws Exception {
        nifi.assertRuns(groupId);

        final JsonNode result = read("faces/ablation.json");
        assertEquals("faces.tar", result.path("dataset").asText());
        assertEquals(8 * HELD_OUT, result.path("testSamples").asInt());
        assertEquals("[0,1]", result.path("seeds").toString());
        assertEquals(ROWS.size() * SEEDS, result.path("runs").size());
        assertEquals(ROWS.size(), result.path("table").size());
        int line = 0;
        for (final Map.Entry<String, String> row : ROWS.entrySet()) {
            final List<JsonNode> evaluations = new ArrayList<>();
            for (int seed = 0; seed < SEEDS; seed++) {
                final JsonNode metrics = read(String.format(Locale.ROOT, "faces/%s/%d/metrics.json", row.getKey(), seed));
                assertEquals(row.getValue(), String.format(Locale.ROOT, "%s %s", metrics.at("/model/variant").asText(), metrics.at("/model/optimizer").asText()));
                final JsonNode report = read(String.format(Locale.ROOT, "faces/%s/%d/report.json", row.getKey(), seed));
                assertEquals(seed, report.at("/settings/seed").asInt());
                assertEquals(report.path("modelId"), metrics.at("/model/id"));
                assertEquals(result.path("datasetFingerprint"), metrics.path("datasetFingerprint"));
                evaluations.add(metrics);
            }

            assertLine(result.path("table").get(line), row.getKey(), evaluations);
            line++;
        }

        final List<String> markdown = Files.readAllLines(nifi.await(results.resolve("faces/ablation.md")));
        assertTrue(markdown.get(3).startsWith("| SwinT-SE "), markdown::toString);
        assertTrue(markdown.getLast().startsWith("Mean ± standard deviation over the seeds 0, 1, on the 24 test samples"), markdown::toString);
        assertEquals(1 + ROWS.size(), Files.readAllLines(nifi.await(results.resolve("faces/ablation.csv"))).size());

        assertEquals("INVALID_DATASET", read("failed/broken.tar.SwinT-SE.1.reason.json").path("fer.error.code").asText());
        nifi.assertNoErrors();
    }

    private static void assertLine(final JsonNode line, final String row, final List<JsonNode> evaluations) {
        assertEquals(row, line.path("row").asText());
        assertEquals(SEEDS, line.path("seeds").asInt());
        for (final String figure : FIGURES) {
            final double first = evaluations.getFirst().at(figure).asDouble();
            final double second = evaluations.getLast().at(figure).asDouble();
            final JsonNode mean = line.path(figure.substring(figure.lastIndexOf('/') + 1));
            assertEquals((first + second) / 2, mean.path("mean").asDouble(), 1e-12, figure);
            assertEquals(Math.abs(first - second) / Math.sqrt(2), mean.path("deviation").asDouble(), 1e-12, figure);
        }
    }

    private static JsonNode read(final String file) throws IOException, InterruptedException {
        return nifi.awaitJson(results.resolve(file));
    }
}
