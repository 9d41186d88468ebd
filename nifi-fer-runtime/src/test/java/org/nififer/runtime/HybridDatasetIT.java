package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.runtime.pipeline.DrawnDataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The template hybrid-dataset on a genuine NiFi: class folders in a zip and a FER-2013 CSV become one dataset without duplicates.
 */
class HybridDatasetIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int SIDE = 48;
    private static final int SUBJECTS = 12;
    private static final int CSV_PEOPLE = 8;
    private static final int REPEATED_ROWS = 3;
    private static final int HELD_OUT = 2;
    private static final List<Expression> FER2013_NUMBERING = List.of(Expression.ANGER, Expression.DISGUST, Expression.FEAR, Expression.HAPPINESS, Expression.SADNESS,
            Expression.SURPRISE, Expression.NEUTRAL);
    private static final ObjectMapper MAPPER = new ObjectMapper();

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
        new DrawnDataset(SUBJECTS, SIDE).write(datasets.resolve("people.zip"));
        Files.write(datasets.resolve("fer.csv"), csv());
        Files.writeString(datasets.resolve("broken.zip"), "no archive");

        nifi = TestNifi.start(temporary, TIMEOUT);
        groupId = nifi.startFlow(TestNifi.project("templates/hybrid-dataset.json"), "Hybrid dataset", Map.of(
                "Dataset Folder", datasets.toString(),
                "Results Folder", results.toString(),
                "Image Size", Integer.toString(SIDE),
                "Validation Samples Per Class", Integer.toString(HELD_OUT),
                "Test Samples Per Class", Integer.toString(HELD_OUT)));
    }

    private static List<String> csv() {
        final List<String> lines = new ArrayList<>(List.of("emotion,pixels,Usage"));
        for (int person = 0; person < CSV_PEOPLE; person++) {
            for (final Expression expression : FER2013_NUMBERING) {
                lines.add(String.format(Locale.ROOT, "%d,%s,Training", FER2013_NUMBERING.indexOf(expression), pixels(DrawnFaces.face(expression, 1000 + person, SIDE))));
            }
        }

        lines.addAll(lines.subList(1, 1 + REPEATED_ROWS).stream().map(line -> line.replace("Training", "PublicTest")).toList());
        lines.add("3,,Training");
        return lines;
    }

    private static String pixels(final RgbImage image) {
        final List<String> values = new ArrayList<>();
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                values.add(Integer.toString((image.value(x, y, 0) + image.value(x, y, 1) + image.value(x, y, 2)) / 3));
            }
        }

        return String.join(" ", values);
    }

    @Test
    void testMakesOneDatasetWithoutDuplicatesOrLeaks() throws Exception {
        nifi.assertRuns(groupId);

        final Path dataset = await("dataset", "");
        final Map<Split, Map<Expression, Integer>> counts = new EnumMap<>(Split.class);
        final Map<String, Set<Split>> splitsOfSubjects = new HashMap<>();
        final Set<String> sources = new TreeSet<>();
        final Set<String> images = new HashSet<>();
        int originals = 0;
        int samples = 0;
        try (DatasetReader reader = DatasetReader.open(dataset)) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                final SampleMetadata metadata = sample.metadata();
                final Split split = metadata.split().orElseThrow();
                samples++;
                counts.computeIfAbsent(split, key -> new EnumMap<>(Expression.class)).merge(metadata.expression().orElseThrow(), 1, Integer::sum);
                if (metadata.augmentation().isEmpty()) {
                    originals++;
                    sources.add(metadata.source().orElseThrow());
                    assertTrue(images.add(metadata.sha256().orElseThrow()), sample::key);
                    metadata.subject().ifPresent(subject -> splitsOfSubjects.computeIfAbsent(subject, key -> new HashSet<>()).add(split));
                }
            }
        }

        final Map<Expression, Integer> heldOut = Expression.all().stream().collect(Collectors.toMap(expression -> expression, expression -> HELD_OUT));
        assertEquals(heldOut, counts.get(Split.VALIDATION));
        assertEquals(heldOut, counts.get(Split.TEST));
        assertEquals(1, Set.copyOf(counts.get(Split.TRAIN).values()).size(), () -> counts.get(Split.TRAIN).toString());
        assertEquals(Set.of("fer", "people"), sources);
        assertEquals(SUBJECTS, splitsOfSubjects.size());
        assertTrue(splitsOfSubjects.values().stream().allMatch(splits -> splits.size() == 1), splitsOfSubjects::toString);

        final List<JsonNode> dropped = lines(await("dropped", ".duplicates.jsonl"));
        assertEquals(REPEATED_ROWS, dropped.stream().filter(line -> "exact".equals(line.path("reason").asText()) && "fer".equals(line.path("source").asText())).count());
        final JsonNode description = MAPPER.readTree(await("description", ".description.json").toFile());
        assertEquals(samples, description.path("samples").asInt());
        assertEquals(0, description.path("equalImages").path("repeated").asInt());
        assertEquals(samples - originals, description.path("augmentation").path("samples").asInt());
        assertTrue(Files.readString(await("description", ".description.html")).contains("<img"));
        assertTrue(Files.readString(await("description", ".datasheet.md")).contains("people"));
    }

    @Test
    void testKeepsWhatFailedWithTheReason() throws Exception {
        await("failed", "broken.zip.reason.json");
        assertEquals("no archive", Files.readString(results.resolve("failed/broken.zip")));
        final List<JsonNode> invalid = lines(await("failed", "fer.csv.invalid.jsonl"));
        assertEquals(1, invalid.size());
        assertEquals(String.format(Locale.ROOT, "fer.csv, line %d", 2 + CSV_PEOPLE * FER2013_NUMBERING.size() + REPEATED_ROWS), invalid.getFirst().path("where").asText());
    }

    private static List<JsonNode> lines(final Path file) throws IOException {
        final List<JsonNode> lines = new ArrayList<>();
        for (final String line : Files.readAllLines(file)) {
            lines.add(MAPPER.readTree(line));
        }

        return lines;
    }

    /** The one file in a folder of the results whose name ends like this; PutFile writes it under a name with a dot in front first. */
    private static Path await(final String folder, final String suffix) throws Exception {
        nifi.await(String.format(Locale.ROOT, "No file *%s in %s", suffix, folder), () -> !files(folder, suffix).isEmpty());
        assertEquals(1, files(folder, suffix).size());
        return files(folder, suffix).getFirst();
    }

    private static List<Path> files(final String folder, final String suffix) throws IOException {
        if (!Files.isDirectory(results.resolve(folder))) {
            return List.of();
        }

        try (Stream<Path> files = Files.list(results.resolve(folder))) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".") && file.getFileName().toString().endsWith(suffix)).toList();
        }
    }
}
