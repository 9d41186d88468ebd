package org.nififer.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.drawing.DrawnPhoto;
import org.nififer.image.ImageCodec;
import org.nififer.runtime.client.Component;
import org.nififer.runtime.client.ParameterContexts;
import org.nififer.runtime.client.ProcessGroups;
import org.nififer.runtime.pipeline.DrawnDataset;
import org.nififer.runtime.pipeline.FerPipeline;
import org.nififer.runtime.pipeline.PipelineFolders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The whole way on a genuine NiFi: datasets and photos go in as files, the model, its figures and the faces come out.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FerPipelineIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int SUBJECTS = 16;
    private static final int HELD_OUT = 3;
    private static final Map<String, String> SETTINGS = Map.of(
            "Validation Samples Per Class", Integer.toString(HELD_OUT),
            "Test Samples Per Class", Integer.toString(HELD_OUT),
            "Preset", "swin-mini",
            "Optimizer", "sgd",
            "Epochs", "2",
            "Batch Size", "16");
    private static final List<String> LABELS = Expression.all().stream().map(Expression::label).toList();
    private static final DrawnPhoto PEOPLE = DrawnFaces.photo(3, 900, 400, List.of(Expression.HAPPINESS, Expression.SURPRISE));

    @TempDir
    private static Path temporary;
    private static PipelineFolders folders;
    @AutoClose
    private static TestNifi nifi;
    private static FerPipeline pipeline;

    @BeforeAll
    static void startPipeline() throws Exception {
        folders = new PipelineFolders(temporary.resolve("the datasets"), temporary.resolve("the photos"), temporary.resolve("model"), temporary.resolve("results"));
        folders.create();
        writeInputs();
        nifi = TestNifi.start(temporary, TIMEOUT);
        pipeline = FerPipeline.upload(nifi.client(), TestNifi.project("templates/fer-pipeline.json"), folders, SETTINGS);
        pipeline.start();
    }

    private static void writeInputs() throws IOException {
        final byte[] truncated = Arrays.copyOf(ImageCodec.encodePng(DrawnFaces.face(Expression.ANGER, 1, 48)), 900);
        new DrawnDataset(SUBJECTS, 48).write(folders.datasets().resolve("drawn.zip"), Map.of(
                "anger/S900_004_00000001.png", truncated,
                "fear/S901_001_00000001.png", "no image".getBytes(StandardCharsets.UTF_8),
                "boredom/S902_001_00000001.png", ImageCodec.encodePng(DrawnFaces.face(Expression.NEUTRAL, 2, 48))));
        Files.writeString(folders.datasets().resolve("broken.zip"), "no archive");
        Files.write(folders.photos().resolve("people.png"), ImageCodec.encodePng(PEOPLE.image()));
        Files.write(folders.photos().resolve("nobody.jpg"), ImageCodec.encodeJpeg(DrawnFaces.photo(4, 320, 240, List.of()).image(), 90));
        Files.writeString(folders.photos().resolve("broken.jpg"), "no photo");
        Files.writeString(folders.photos().resolve("notes.txt"), "not for the flow");
    }

    @Test
    @Order(1)
    void testAllComponentsAreValid() throws Exception {
        final List<Component> processors = nifi.client().processGroups().processors(pipeline.groupId());
        assertEquals(19, processors.size());
        assertEquals(List.of(), processors.stream().filter(processor -> !processor.isValid() || !processor.isIn("RUNNING")).map(Component::describe).toList());
        assertEquals(List.of("ENABLED"), nifi.client().processGroups().services(pipeline.groupId()).stream().map(Component::state).toList());
    }

    @Test
    @Order(2)
    void testTrainsAndEvaluatesAModel() throws Exception {
        nifi.await(folders.modelFile());
        final String modelId = sha256(folders.modelFile()).substring(0, 16);
        final JsonNode report = nifi.awaitJson(folders.report(modelId));
        assertEquals(modelId, report.path("modelId").asText());
        assertEquals(2, report.path("epochs").size());

        final JsonNode metrics = nifi.awaitJson(folders.metrics(modelId));
        assertEquals(LABELS.size() * HELD_OUT, metrics.path("samples").asInt());
        assertEquals(LABELS, texts(metrics.path("labels")));
        assertBetween(0, 1, metrics.path("accuracy"));
        assertBetween(0, 1, metrics.path("accuracy7"));
        assertBetween(0, 1, metrics.path("weighted").path("f1"));
        assertBetween(0, 1, metrics.path("macro").path("recall"));
        assertEquals(LABELS.size(), metrics.path("perClass").size());
        for (final JsonNode row : metrics.path("confusion")) {
            int sum = 0;
            for (final JsonNode count : row) {
                sum += count.asInt();
            }

            assertEquals(HELD_OUT, sum);
        }
    }

    @Test
    @Order(3)
    void testRecognisesTheFacesOfAPhoto() throws Exception {
        final JsonNode result = nifi.awaitJson(folders.faces("people.png"));
        assertEquals("people.png", result.path("image").asText());
        assertEquals(sha256(folders.modelFile()).substring(0, 16), result.path("model").asText());
        assertEquals("haar", result.path("detector").asText());

        final List<BoundingBox> boxes = new ArrayList<>();
        for (final JsonNode face : result.path("faces")) {
            final JsonNode box = face.path("box");
            boxes.add(new BoundingBox(box.path("left").asDouble(), box.path("top").asDouble(), box.path("width").asDouble(), box.path("height").asDouble()));
            assertTrue(face.path("score").isNumber());
            final JsonNode probabilities = face.path("probabilities");
            final List<String> names = new ArrayList<>();
            double sum = 0;
            double largest = 0;
            for (final Map.Entry<String, JsonNode> probability : probabilities.properties()) {
                names.add(probability.getKey());
                sum += probability.getValue().asDouble();
                largest = Math.max(largest, probability.getValue().asDouble());
            }

            assertEquals(LABELS, names);
            assertEquals(1, sum, 1e-4);
            assertEquals(largest, face.path("confidence").asDouble(), 1e-9);
            assertEquals(largest, probabilities.path(face.path("expression").asText()).asDouble(), 1e-9);
        }

        assertEquals(PEOPLE.faces().size(), boxes.size());
        PEOPLE.faces().forEach(face -> assertTrue(boxes.stream().anyMatch(box -> box.intersectionOverUnion(face.box()) > 0.5), () -> face + " is not in " + boxes));

        nifi.await(folders.annotated("people.png"));
        final RgbImage annotated = ImageCodec.decode(Files.readAllBytes(folders.annotated("people.png")), "annotated");
        assertEquals(PEOPLE.image().width(), annotated.width());
        assertEquals(PEOPLE.image().height(), annotated.height());
    }

    @Test
    @Order(4)
    void testKeepsPhotosWithoutFaces() throws Exception {
        nifi.await(folders.noFace("nobody.jpg"));
        assertArrayEquals(Files.readAllBytes(folders.photos().resolve("nobody.jpg")), Files.readAllBytes(folders.noFace("nobody.jpg")));
        assertFalse(Files.exists(folders.faces("nobody.jpg")));
    }

    @Test
    @Order(5)
    void testKeepsWhatFailedWithTheReason() throws Exception {
        assertEquals("INVALID_IMAGE", nifi.awaitJson(folders.reason("broken.jpg")).path("fer.error.code").asText());
        assertEquals("no photo", Files.readString(folders.failed("broken.jpg")));
        assertEquals("INVALID_DATASET", nifi.awaitJson(folders.reason("broken.zip")).path("fer.error.code").asText());
        assertTrue(nifi.awaitJson(folders.reason("broken.zip")).path("fer.error.message").asText().contains("broken.zip"));

        nifi.await(folders.reason("drawn.zip.invalid.jsonl"));
        final String invalid = Files.readString(folders.failed("drawn.zip.invalid.jsonl"));
        assertEquals(3, invalid.lines().count());
        for (final String entry : List.of("anger/S900_004_00000001.png", "fear/S901_001_00000001.png", "boredom/S902_001_00000001.png")) {
            assertTrue(invalid.contains(entry), invalid);
        }
    }

    @Test
    @Order(6)
    void testLeavesTheOriginalsAndNothingElse() throws Exception {
        try (Stream<Path> datasets = Files.list(folders.datasets()); Stream<Path> photos = Files.list(folders.photos())) {
            assertEquals(List.of("broken.jpg", "broken.zip", "drawn.zip", "nobody.jpg", "notes.txt", "people.png"),
                    Stream.concat(datasets, photos).map(path -> path.getFileName().toString()).sorted().toList());
        }

        assertEquals(2, pipeline.trainedEpochs());
        // A file is there a moment before the FlowFile that it came from is gone.
        nifi.await("Something stays in a queue", () -> nifi.client().processGroups().status(pipeline.groupId()).queuedFlowFiles() == 0);
        nifi.assertNoErrors();
    }

    @Test
    @Order(7)
    void testRecordsAndCroppedFacesTellTheSameWithAModelThatIsAnAsset() throws Exception {
        final Path photos = Files.createDirectory(temporary.resolve("records in"));
        final Path results = temporary.resolve("results").resolve("records");
        Files.copy(folders.photos().resolve("people.png"), photos.resolve("people.png"));
        final ProcessGroups groups = nifi.client().processGroups();
        final String group = groups.upload(ProcessGroups.ROOT, Path.of(FerPipelineIT.class.getResource("recognize-records.json").toURI()), "Records", 900, 0);
        final ParameterContexts contexts = nifi.client().parameterContexts();
        final String context = contexts.contextOf(group);
        contexts.update(context, Map.of("photo folder", photos.toString(), "output folder", results.toString()), TIMEOUT);
        contexts.referToAsset(context, "model file", contexts.uploadAsset(context, folders.modelFile()), TIMEOUT);
        groups.enableServices(group, TIMEOUT);
        groups.awaitValid(group, TIMEOUT);
        groups.start(group);

        final JsonNode records = nifi.awaitJson(results.resolve("people.png"));
        assertEquals(PEOPLE.faces().size(), records.size());
        for (int face = 0; face < records.size(); face++) {
            final JsonNode row = records.get(face);
            assertEquals("people.png", row.path("image").asText());
            assertEquals(sha256(folders.modelFile()).substring(0, 16), row.path("model").asText());
            assertEquals(face, row.path("face").asInt());
            final Path file = results.resolve(String.format(Locale.ROOT, "people.png.face-%d.png.json", face));
            final JsonNode cropped = nifi.awaitJson(file);
            assertEquals(row.path("model").asText(), cropped.path("model").asText());
            assertEquals(row.path("expression").asText(), cropped.path("expression").asText());
            LABELS.forEach(label -> assertEquals(row.path(label).asDouble(), cropped.path("probabilities").path(label).asDouble(), 1e-3, label));
        }

        groups.stop(group, TIMEOUT);
    }

    @Test
    @Order(8)
    void testATrainingEndsWithItsServer() throws Exception {
        pipeline.set(Map.of("Epochs", "100000"));
        new DrawnDataset(SUBJECTS, 48).write(folders.datasets().resolve("second.zip"));
        final ProcessHandle process = ProcessHandle.of(nifi.server().processId()).orElseThrow();
        nifi.await("The training does not begin", () -> pipeline.trainedEpochs() >= 3);
        final List<ProcessHandle> trainings = process.descendants().toList();
        assertEquals(1, trainings.size());

        nifi.server().stop();
        assertFalse(nifi.server().isAlive());
        assertTrue(ProcessHandle.of(nifi.server().processId()).isEmpty());
        // An ended process whose parent has ended as well may still be listed; it then has no command.
        assertFalse(trainings.stream().anyMatch(training -> training.isAlive() && training.info().command().isPresent()));
    }

    private static void assertBetween(final double least, final double most, final JsonNode value) {
        assertTrue(value.isNumber() && value.asDouble() >= least && value.asDouble() <= most, value::toString);
    }

    private static List<String> texts(final JsonNode array) {
        final List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String sha256(final Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
