package org.nififer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.model.ModelDescription;
import org.nififer.trainer.DrawnDataset;
import org.nififer.trainer.PretrainedFiles;
import org.nififer.trainer.ProcessFrame;
import org.nififer.trainer.checkpoint.Checkpoint;
import org.nififer.trainer.checkpoint.CheckpointStore;
import org.nififer.trainer.checkpoint.RunIdentity;
import org.nififer.trainer.evaluation.TestModels;
import org.nififer.trainer.run.DeviceLock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The command line as scripts call it: output, error lines and exit codes.
 */
class MainTest extends CommandLineFixture {

    private final ObjectMapper mapper = new ObjectMapper();

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = writeModel(directory.resolve("model.safetensors"), ModelDescription.of(TestModels.TINY), 1);
    }

    @Test
    void testTrainLeavesAModelThatEvaluateMeasures() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 2, Split.VALIDATION, 1, Split.TEST, 2));
        final Path run = directory.resolve("run");
        succeed("train", "--output-directory", run.toString(), "--preset", "swin-mini", "--variant", "swin", "--optimizer", "sgd", "--epochs", "1",
                "--batch-size", "8", "--learning-rate", "0.01", "--seed", "3", dataset.toString());
        assertTrue(output.toString().contains("validation accuracy"), output.toString());

        final Path json = directory.resolve("metrics.json");
        assertEquals(0, execute("evaluate", "--model", run.resolve("model.safetensors").toString(), "--split", "test", "--json", json.toString(), dataset.toString()),
                error.toString());
        final JsonNode metrics = mapper.readTree(json.toFile());
        assertEquals(16, metrics.path("samples").asInt());
        assertEquals("sgd", metrics.path("model").path("optimizer").asText(), metrics::toString);
        for (final String field : List.of("accuracy", "accuracy7", "weighted", "macro", "perClass", "confusion", "labels")) {
            assertTrue(metrics.has(field), field);
        }

        succeed("inspect", run.resolve("model.safetensors").toString());
        assertEquals("swin", mapper.readTree(output.toString()).path("variant").asText());
        succeed("inspect", dataset.toString());
        assertEquals(2, mapper.readTree(output.toString()).path("splits").path("test").path("fear").asInt());
    }

    @Test
    void testEventsOfATrainingAreJsonLines() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        succeed("train", "--output-directory", directory.resolve("run").toString(), "--preset", "swin-mini", "--optimizer", "sgd", "--epochs", "2",
                "--progress", "json", dataset.toString());

        final List<String> events = new ArrayList<>();
        for (final String line : output.toString().lines().toList()) {
            events.add(mapper.readTree(line).path("event").asText());
        }

        events.removeIf("progress"::equals);
        assertEquals(List.of("started", "epoch", "epoch", "finished"), events);
    }

    @Test
    void testATeacherAnswersForUnlabelledSamples() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1), Map.of(Split.TRAIN, 1));
        final List<String> arguments = List.of("train", "--output-directory", directory.resolve("run").toString(), "--preset", "swin-mini", "--optimizer", "sgd", "--epochs", "1",
                dataset.toString());
        final List<String> taught = new ArrayList<>(arguments);
        taught.addAll(List.of("--teacher", model.toString(), "--teacher-weight", "0.5", "--teacher-temperature", "2"));
        succeed(taught.toArray(String[]::new));
        assertTrue(output.toString().contains("16 training and 8 validation samples"), output.toString());
        assertTrue(output.toString().contains("the teacher has answered for 16 samples"), output.toString());

        taught.addAll(List.of("--progress", "json"));
        succeed(taught.toArray(String[]::new));
        final JsonNode event = mapper.readTree(output.toString().lines().filter(line -> line.contains("\"taught\"")).findFirst().orElseThrow());
        assertEquals(16, event.path("samples").asInt());
        assertEquals(16, event.path("total").asInt());

        succeed(arguments.toArray(String[]::new));
        assertTrue(output.toString().contains("warning: 8 unlabelled train samples are left out, since there is no teacher"), output.toString());
    }

    @Test
    void testATeacherThatCannotTeachIsALine() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        final Path garbage = Files.write(directory.resolve("garbage.onnx"), new byte[10]);
        final String run = directory.resolve("run").toString();
        assertFailure("There is no file", "train", "--output-directory", run, "--preset", "swin-mini", "--teacher", directory.resolve("missing.safetensors").toString(),
                dataset.toString());
        assertFailure("garbage", "train", "--output-directory", run, "--preset", "swin-mini", "--teacher", garbage.toString(), dataset.toString());
        assertFailure("The teacher has nothing to say", "train", "--output-directory", run, "--preset", "swin-mini", "--teacher", model.toString(), dataset.toString());
        assertFailure("The teacher weight is 2.0", "train", "--output-directory", run, "--preset", "swin-mini", "--teacher", model.toString(), "--teacher-weight", "2",
                dataset.toString());
        assertEquals(2, execute("train", "--output-directory", run, "--preset", "swin-mini", "--teacher-weight", "0.5", dataset.toString()));
        assertTrue(error.toString().contains("--teacher-weight goes with --teacher, which is missing"), error.toString());
    }

    @Test
    void testAFailedTrainingEndsWithAnEventAndALine() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1));
        assertEquals(1, execute("train", "--output-directory", directory.resolve("run").toString(), "--progress", "json", dataset.toString()));

        final JsonNode event = mapper.readTree(output.toString());
        assertEquals("failed", event.path("event").asText());
        assertEquals("INVALID_DATASET", event.path("code").asText());
        assertEquals(1, error.toString().lines().count(), error.toString());
    }

    @Test
    void testOneTrainingAtATimeOnADevice() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        final String[] arguments = {"train", "--output-directory", directory.resolve("run").toString(), "--preset", "swin-mini", "--epochs", "1",
            "--progress", "json", dataset.toString()};
        final DeviceLock lock = DeviceLock.acquire(directory, DeviceLock.device(), "training elsewhere");
        try (lock) {
            assertFailure("training elsewhere", arguments);
            assertEquals("busy", mapper.readTree(output.toString()).path("event").asText());
        }

        succeed(arguments);
    }

    @Test
    void testEverySettingOfATrainingIsInItsReport() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        succeed("train", "--output-directory", directory.resolve("run").toString(), "--preset", "swin-mini", "--embedding-dimension", "16", "--depths", "1,1",
                "--heads", "1,2", "--window-size", "3", "--image-size", "24", "--patch-size", "2", "--patch-embedding", "convolutional", "--drop-path", "0.1",
                "--optimizer", "asam", "--momentum", "0.8", "--weight-decay", "0.001",
                "--decayed-weights", "all", "--clip-norm", "2", "--beta1", "0.8", "--beta2", "0.99", "--sam-part", "0.5", "--sam-interval", "2", "--batch-size", "3",
                "--accumulation", "2", "--epochs", "2", "--learning-rate", "0.02", "--schedule", "cosine", "--decay-factor", "0.2", "--decay-epochs", "4",
                "--minimum-learning-rate", "0.001", "--warmup-epochs", "1", "--patience", "5", "--soft-targets", "false", "--label-smoothing", "0.1", "--class-weights",
                "balanced", "--augmentation", "flip,crop",
                "--mixup", "0.2", "--average-decay", "0.9", "--freeze-stages", "1", "--seed", "4", "--precision", "fp32", dataset.toString());

        final JsonNode settings = mapper.readTree(directory.resolve("run").resolve("report.json").toFile()).path("settings");
        final JsonNode architecture = settings.path("architecture");
        assertEquals(mapper.readTree("""
                {"imageSize": 24, "patchSize": 2, "embeddingDimension": 16, "depths": [1, 1], "heads": [1, 2], "windowSize": 3, "mlpRatio": 4.0, "dropPathRate": 0.1, "classes": 8,
                 "seReduction": 16, "patchEmbedding": "convolutional"}"""), architecture);
        assertEquals(mapper.readTree("""
                {"epochs":2,"learningRate":0.02,"decay":"cosine","decayFactor":0.2,"decayEpochs":4,"minimumLearningRate":0.001,"warmupEpochs":1,"patience":5}"""),
                settings.path("schedule"));
        assertEquals(mapper.readTree("""
                {"kind":"asam","momentum":0.8,"beta1":0.8,"beta2":0.99,"weightDecay":0.001,"decayedWeights":"all","clipNorm":2.0,
                "sharpness":{"rho":0.5,"part":0.5,"interval":2},"batchSize":3,"accumulation":2}"""), settings.path("optimizer"));
        assertEquals(mapper.readTree("""
                {"softVotes":false,"labelSmoothing":0.1,"classWeights":"balanced","originalPart":0.0,"voteWeights":false,"balancedSampling":0.0,
                "logitAdjustment":0.0}"""), settings.path("targets"));
        assertEquals(mapper.readTree("""
                {"operations":"flip,crop","mixup":0.2,"cutMix":0.0}"""), settings.path("augmentation"));
        assertEquals(mapper.readTree("""
                {"averageDecay":0.9,"frozenStages":1,"bestBy":"accuracy"}"""), settings.path("weights"));
        assertEquals("fp32", settings.path("precision").asText());
    }

    @Test
    void testACheckpointOfOtherSettingsIsRefusedUnlessTheRunBeginsAnew() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        final Path run = directory.resolve("run");
        final List<String> arguments = List.of("train", "--output-directory", run.toString(), "--preset", "swin-mini", "--epochs", "1", "--seed", "2", dataset.toString());
        Files.createDirectories(run);
        new CheckpointStore(run).write(new Checkpoint.State(new RunIdentity("a", mapper.createObjectNode(), ""), 1, mapper.createObjectNode()), Map.of(), model);
        assertFailure("another dataset, architecture (none there", arguments.toArray(String[]::new));

        final List<String> anew = new ArrayList<>(arguments);
        anew.add(1, "--restart");
        succeed(anew.toArray(String[]::new));
        try (Stream<Path> files = Files.list(run)) {
            assertEquals(List.of("MODEL_CARD.md", "model.safetensors", "report.json"), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void testClassifyPrintsOneLineAnImage() throws IOException {
        final Path photo = directory.resolve("photo.png");
        Files.write(photo, ImageCodec.encodePng(DrawnFaces.photo(1, 400, 400, List.of(Expression.HAPPINESS)).image()));
        succeed("classify", "--model", model.toString(), "--face-detector", "none", photo.toString(), photo.toString());

        assertEquals(2, output.toString().lines().count());
        final JsonNode line = mapper.readTree(output.toString().lines().findFirst().orElseThrow());
        assertEquals(photo.toString(), line.path("image").asText());
        assertEquals(1, line.path("faces").size());
        final JsonNode face = line.path("faces").get(0);
        assertEquals(400, face.path("box").path("width").asInt());
        assertEquals(face.path("confidence").asDouble(), face.path("probabilities").path(face.path("expression").asText()).asDouble());
        final List<String> names = new ArrayList<>();
        double sum = 0;
        for (final Map.Entry<String, JsonNode> probability : face.path("probabilities").properties()) {
            names.add(probability.getKey());
            sum += probability.getValue().asDouble();
        }

        assertEquals(Expression.all().stream().map(Expression::label).toList(), names);
        assertEquals(1, sum, 1e-9);
    }

    @Test
    void testAnImageThatCannotBeReadDoesNotKeepTheOthersBack() throws IOException {
        final Path letter = directory.resolve("letter.jpg");
        Files.write(letter, "a letter".getBytes(StandardCharsets.UTF_8));
        final Path photo = directory.resolve("photo.png");
        Files.write(photo, ImageCodec.encodePng(DrawnFaces.face(Expression.FEAR, 1, 64)));
        assertEquals(1, execute("classify", "--model", model.toString(), "--face-detector", "none", letter.toString(), photo.toString(), "missing.jpg"));

        assertEquals(1, output.toString().lines().count());
        assertEquals(2, error.toString().lines().count(), error.toString());
        assertTrue(error.toString().contains("letter.jpg"), error.toString());
        assertTrue(error.toString().contains("no file missing.jpg"), error.toString());
    }

    @Test
    void testFailuresAreOneLineThatNamesTheFile() throws IOException {
        final Path garbage = directory.resolve("garbage.safetensors");
        Files.write(garbage, new byte[100]);
        assertFailure("garbage.safetensors", "inspect", garbage.toString());
        assertFailure("garbage.safetensors", "evaluate", "--model", garbage.toString(), garbage.toString());
        assertFailure("There is no file", "evaluate", "--model", directory.resolve("none.safetensors").toString(), garbage.toString());
        assertFailure("yunet.onnx", "classify", "--model", model.toString(), "--face-detector", directory.resolve("yunet.onnx").toString(), "photo.jpg");
        assertFailure("nothing.tar", "dataset", "split", "--validation-per-class", "1", "--test-per-class", "1", "--output", directory.resolve("out.tar").toString(),
                directory.resolve("nothing.tar").toString());
    }

    @Test
    void testWrongUsageIsTwo() {
        for (final String[] arguments : new String[][]{{}, {"no-such-command"}, {"train"}, {"train", "--preset", "swin-x", "--output-directory", "x", "y.tar"},
            {"evaluate", "--split", "all", "--model", "x", "y.tar"}, {"dataset"}, {"classify", "--model", "x"},
            {"classify", "--model", "x", "--score-threshold", "1.5", "y.jpg"}, {"classify", "--model", "x", "--exif-orientation", "turn", "y.jpg"},
            {"crop", "--output-directory", "x", "--size", "0", "y.jpg"}, {"crop", "--output-directory", "x", "--margin", "-1", "y.jpg"},
            {"convert", "x.pth"}, {"train", "--output-directory", "x", "--normalization", "half", "y.tar"},
            {"train", "--output-directory", "x", "--initial-weights", "x", "--preset", "swin-t", "y.tar"},
            {"train", "--output-directory", "x", "--heads", "5,5,5,5", "y.tar"}, {"train", "--output-directory", "x", "--initial-weights", "x", "--depths", "1,1", "y.tar"},
            {"train", "--output-directory", "x", "--augmentation", "blur", "y.tar"}, {"train", "--output-directory", "x", "--label-smoothing", "1", "y.tar"}}) {
            assertEquals(2, execute(arguments), String.join(" ", arguments));
            assertEquals(1, error.toString().lines().count(), error.toString());
        }
    }

    @Test
    void testConvertedWeightsClassifyAndStartATraining() throws IOException {
        final Path published = PretrainedFiles.published(directory, TestModels.TINY, 3);
        final Path converted = directory.resolve("converted.safetensors");
        succeed("convert", "--output", converted.toString(), published.toString());
        assertTrue(output.toString().contains("8 outputs: fear, sadness, happiness"), output.toString());
        succeed("inspect", converted.toString());
        assertEquals(0.485, mapper.readTree(output.toString()).path("mean").get(0).asDouble());
        final Path small = directory.resolve("small.safetensors");
        succeed("convert", "--weight-type", "f16", "--output", small.toString(), converted.toString());
        assertTrue(Files.size(small) < Files.size(converted), Files.size(small) + " bytes");

        final Path photo = directory.resolve("photo.png");
        Files.write(photo, ImageCodec.encodePng(DrawnFaces.face(Expression.FEAR, 1, 64)));
        succeed("classify", "--model", converted.toString(), "--face-detector", "none", photo.toString());

        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        succeed("train", "--output-directory", directory.resolve("run").toString(), "--initial-weights", published.toString(), "--epochs", "1", "--variant", "swin",
                "--normalization", "half", dataset.toString());
        assertTrue(output.toString().startsWith("initial weights pretrained.safetensors (timm)"), output.toString());
        assertTrue(output.toString().contains("squeeze-and-excitation of the weights is left out"), output.toString());
        succeed("inspect", directory.resolve("run").resolve("model.safetensors").toString());
        assertEquals(0.5, mapper.readTree(output.toString()).path("mean").get(0).asDouble());
    }

    @Test
    void testConvertNamesTheOutputs() throws IOException {
        final Path two = PretrainedFiles.published(directory, TestModels.TINY.withClasses(2), 3);
        final Path converted = directory.resolve("converted.safetensors");
        final Path photo = directory.resolve("photo.png");
        Files.write(photo, ImageCodec.encodePng(DrawnFaces.face(Expression.FEAR, 1, 64)));
        succeed("convert", "--output", converted.toString(), two.toString());
        assertTrue(output.toString().contains("2 outputs: class0 to class1"), output.toString());
        assertFailure("'class0' is not an expression", "classify", "--model", converted.toString(), "--face-detector", "none", photo.toString());
        succeed("convert", "--output", converted.toString(), "--labels", "anger,neutral", two.toString());
        succeed("classify", "--model", converted.toString(), "--face-detector", "none", photo.toString());
        assertTrue(mapper.readTree(output.toString()).path("faces").get(0).path("probabilities").has("anger"), output.toString());
    }

    @Test
    void testConvertRefuses() throws IOException {
        final Path published = PretrainedFiles.published(directory, TestModels.TINY, 3);
        final String target = directory.resolve("converted.safetensors").toString();
        assertFailure("--labels has 2 names, but the head of", "convert", "--output", target, "--labels", "a,b", published.toString());
        assertFailure("8 labels, 1 of them different", "convert", "--output", target, "--labels", "a,a,a,a,a,a,a,a", published.toString());
        assertFailure("is input and output", "convert", "--output", published.toString(), published.toString());
        assertFailure("expected a file in a folder that exists", "convert", "--output", directory.resolve("none").resolve("m.safetensors").toString(), published.toString());
        assertFailure("There is no file", "convert", "--output", target, directory.resolve("none.pth").toString());
        assertFailure("image size 15 must be a multiple", "convert", "--output", target, "--image-size", "15", published.toString());
        assertFalse(Files.exists(Path.of(target)));
    }

    @Test
    void testInitialWeightsThatCannotBeReadEndTheEventsOfATraining() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 1, Split.VALIDATION, 1));
        final Path garbage = directory.resolve("garbage.pth");
        Files.write(garbage, new byte[100]);
        assertEquals(1, execute("train", "--output-directory", directory.resolve("run").toString(), "--progress", "json", "--initial-weights", garbage.toString(),
                dataset.toString()));
        assertEquals("INVALID_MODEL", mapper.readTree(output.toString()).path("code").asText());
        succeed("train", "--output-directory", directory.resolve("run").toString(), "--progress", "json", "--epochs", "1", "--initial-weights",
                model.toString(), dataset.toString());
        final JsonNode first = mapper.readTree(output.toString().lines().findFirst().orElseThrow());
        assertEquals("initialized", first.path("event").asText());
        assertEquals("nifi-fer", first.path("initialWeights").path("format").asText());
    }

    @Test
    void testHelpAndVersionAreZero() {
        assertEquals(0, execute("--help"));
        assertTrue(output.toString().contains("classify"), output.toString());
        assertEquals(0, execute("--version"));
        assertTrue(output.toString().contains("nifi-fer"), output.toString());
    }

    private void assertFailure(final String message, final String... arguments) {
        fail(message, ProcessFrame.FAILED, arguments);
    }
}
