package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.dataset.Split;
import org.nififer.runtime.client.Bulletin;
import org.nififer.runtime.client.Component;
import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.client.ProcessGroups;
import org.nififer.runtime.server.NifiHome;
import org.nififer.runtime.server.NifiServer;
import org.nififer.runtime.server.ServerOptions;

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
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static {
        ROWS.put("SwinT", "swin sgd");
        ROWS.put("SwinT-SE", "swin-se sgd");
        ROWS.put("SwinT-SE-SAM", "swin-se sam");
    }

    @TempDir
    private static Path temporary;
    private static Path results;
    private static NifiServer server;
    private static NifiClient client;
    private static String groupId;

    @BeforeAll
    static void startFlow() throws Exception {
        final Path datasets = Files.createDirectories(temporary.resolve("the datasets"));
        results = temporary.resolve("results");
        SplitDataset.write(datasets.resolve("faces.tar"), Map.of(Split.TRAIN, 4, Split.VALIDATION, 1, Split.TEST, HELD_OUT));
        Files.writeString(datasets.resolve("broken.tar"), "no dataset");

        server = NifiServer.start(NifiHome.create(temporary.resolve("home"), Path.of(System.getProperty("nifi.library"))), ServerOptions.light());
        client = new NifiClient(server.apiAddress());
        groupId = client.processGroups().upload(ProcessGroups.ROOT, Path.of(System.getProperty("nififer.root"), "templates", "ablation.json"), "Ablation", 0, 0);
        client.parameterContexts().update(client.parameterContexts().contextOf(groupId), Map.of(
                "Dataset Folder", datasets.toString(),
                "Results Folder", results.toString(),
                "Seeds", Integer.toString(SEEDS),
                "Epochs", "1"), TIMEOUT);
        client.processGroups().awaitValid(groupId, TIMEOUT);
        client.processGroups().start(groupId);
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            client.close();
            server.stop();
        }
    }

    @Test
    void testTheTableIsThatOfTheEvaluations() throws Exception {
        assertEquals(List.of(), client.processGroups().processors(groupId).stream().filter(processor -> !processor.isIn("RUNNING")).map(Component::describe).toList());

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

        final List<String> markdown = Files.readAllLines(await("faces/ablation.md"));
        assertTrue(markdown.get(3).startsWith("| SwinT-SE "), markdown::toString);
        assertTrue(markdown.getLast().startsWith("Mean ± standard deviation over the seeds 0, 1, on the 24 test samples"), markdown::toString);
        assertEquals(1 + ROWS.size(), Files.readAllLines(await("faces/ablation.csv")).size());

        assertEquals("INVALID_DATASET", read("failed/broken.tar.SwinT-SE.1.reason.json").path("fer.error.code").asText());
        assertEquals(List.of(), client.monitoring().bulletins(0).stream().filter(Bulletin::isError).toList());
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
        return MAPPER.readTree(await(file).toFile());
    }

    private static Path await(final String file) throws IOException, InterruptedException {
        return ResultFiles.await(results.resolve(file), server, client, TIMEOUT);
    }
}
