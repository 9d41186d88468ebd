package org.nififer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.model.ModelDescription;
import org.nififer.model.Normalization;
import org.nififer.network.Precision;
import org.nififer.network.SwinConfiguration;
import org.nififer.trainer.DrawnDataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Models on the command line: exported, calibrated, and those of others.
 */
class ModelCommandsTest extends CommandLineFixture {

    private static final SwinConfiguration SEVEN = SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(2), List.of(2)).windowSize(4)
            .mlpRatio(2).classes(7).seReduction(4).build();

    private final ObjectMapper mapper = new ObjectMapper();

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = writeModel(directory.resolve("m.safetensors"), ModelDescription.of(SEVEN, ModelDescription.expressionLabels().subList(0, 7), Normalization.HALF), 1);
    }

    @Test
    void testAnExportedModelIsMeasuredLikeOurs() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TEST, 3));
        final Path onnx = directory.resolve("m.onnx");
        succeed("export", "--output", onnx.toString(), model.toString());
        assertTrue(output.toString().contains("m.json"), output.toString());
        succeed("evaluate", "--model", model.toString(), "--precision", "fp32", "--batch-limit", "5", dataset.toString());
        final String ours = output.toString();
        succeed("evaluate", "--model", onnx.toString(), "--device", "cpu", "--cores", "1", dataset.toString());

        assertEquals(ours, output.toString());
        succeed("inspect", onnx.toString());
        assertEquals("onnx model", mapper.readTree(output.toString()).path("type").asText());
        assertEquals(7, mapper.readTree(output.toString()).path("labels").size());
    }

    /** From the training of a preset to the file of another runtime. */
    @Test
    void testAResNetGoesEveryWay() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TRAIN, 2, Split.VALIDATION, 1, Split.TEST, 2));
        final Path run = directory.resolve("run");
        final Path trained = run.resolve("model.safetensors");
        succeed("train", "--preset", "resnet-mini", "--depths", "1,1", "--image-size", "24", "--optimizer", "sam", "--epochs", "1", "--batch-size", "8", "--output-directory",
                run.toString(), dataset.toString());
        succeed("inspect", trained.toString());
        final JsonNode description = mapper.readTree(output.toString());
        assertEquals("resnet", description.path("variant").asText());
        assertEquals("{\"imageSize\":24,\"width\":64,\"depths\":[1,1],\"dropPathRate\":0.0,\"classes\":8}", description.path("architecture").toString());
        assertTrue(Files.readString(run.resolve("MODEL_CARD.md")).contains("| Network | ResNet, 468,040 weights |"));

        final Path converted = directory.resolve("converted.safetensors");
        succeed("convert", "--output", converted.toString(), trained.toString());
        assertTrue(output.toString().startsWith("nifi-fer weights: resnet for images of 24 pixels, depths [1, 1] and width 64; 468,040 parameters"), output.toString());
        assertArrayEquals(Files.readAllBytes(trained), Files.readAllBytes(converted));

        final Path onnx = directory.resolve("resnet.onnx");
        succeed("export", "--output", onnx.toString(), trained.toString());
        succeed("evaluate", "--model", trained.toString(), "--precision", "fp32", "--report", directory.resolve("report.html").toString(), "--landscape", "3x3",
                dataset.toString());
        succeed("evaluate", "--model", trained.toString(), "--precision", "fp32", dataset.toString());
        final String ours = output.toString();
        succeed("evaluate", "--model", onnx.toString(), "--device", "cpu", "--cores", "1", dataset.toString());
        assertEquals(ours, output.toString());
        for (final List<String> option : List.of(List.of("--heads", "1,2"), List.of("--patch-size", "2"), List.of("--patch-embedding", "convolutional"))) {
            fail("--embedding-dimension, --heads, --window-size, --patch-size and --patch-embedding are a Swin's, and resnet-mini is none", 2, "train", "--preset", "resnet-mini",
                    option.get(0), option.get(1), "--output-directory", run.toString(), dataset.toString());
        }
    }

    @Test
    void testCalibrationChangesConfidenceAndNotAnswers() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.VALIDATION, 6), Map.of(Split.VALIDATION, 1));
        final Path calibrated = directory.resolve("calibrated.safetensors");
        succeed("calibrate", "--model", model.toString(), "--output", calibrated.toString(), "--precision", "fp32", dataset.toString());
        assertTrue(output.toString().contains("by 42 validation samples"), output.toString());
        assertTrue(output.toString().contains("14 samples that are unlabelled, have no majority or show an expression that the model does not know"), output.toString());
        succeed("inspect", calibrated.toString());
        final double temperature = mapper.readTree(output.toString()).path("temperature").asDouble();
        fail("A temperature is fitted to the answers to images alone", 1, "calibrate", "--mirrored", "--model", model.toString(), "--output",
                directory.resolve("mirrored.safetensors").toString(), dataset.toString());
        assertTrue(temperature > 1, "a model that knows nothing is too sure: " + temperature);

        final Path onnx = directory.resolve("m.onnx");
        final Path calibratedOnnx = directory.resolve("calibrated.onnx");
        succeed("export", "--output", onnx.toString(), model.toString());
        succeed("calibrate", "--model", onnx.toString(), "--output", calibratedOnnx.toString(), dataset.toString());
        succeed("inspect", calibratedOnnx.toString());
        assertEquals(temperature, mapper.readTree(output.toString()).path("temperature").asDouble(), 1e-3 * temperature);

        final JsonNode before = classify(model);
        final JsonNode after = classify(calibrated);
        assertEquals(before.path("expression"), after.path("expression"));
        assertTrue(after.path("confidence").asDouble() < before.path("confidence").asDouble());

        // What is calibrated already stays as it is.
        succeed("calibrate", "--model", calibrated.toString(), "--output", directory.resolve("again.safetensors").toString(), "--precision", "fp32", dataset.toString());
        succeed("inspect", directory.resolve("again.safetensors").toString());
        assertEquals(temperature, mapper.readTree(output.toString()).path("temperature").asDouble(), 1e-3 * temperature);
    }

    private JsonNode classify(final Path file) throws IOException {
        final Path photo = directory.resolve("photo.png");
        Files.write(photo, ImageCodec.encodePng(DrawnFaces.face(Expression.FEAR, 1, 64)));
        succeed("classify", "--model", file.toString(), "--face-detector", "none", "--precision", "fp32", photo.toString());
        return mapper.readTree(output.toString()).path("faces").get(0);
    }

    /** The peer of the fer.data folder runs in every command; drawn faces only show that it does. */
    @Test
    void testMiniXception() throws IOException {
        final Path peer = Path.of(System.getProperty("fer.data", "missing"), "models", "mini_xception_fer2013.onnx");
        Assumptions.assumeTrue(Files.exists(peer), () -> String.format(Locale.ROOT, "%s is not there", peer));
        final Path onnx = Files.copy(peer, directory.resolve("peer.onnx"));
        Files.writeString(directory.resolve("peer.json"), """
                {"labels": ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"], "imageSize": 64, "layout": "nchw", "colour": "grey",
                 "divisor": 127.5, "mean": [1], "std": [1], "outputs": "probabilities"}""");
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TEST, 2));
        succeed("evaluate", "--model", onnx.toString(), dataset.toString());
        assertTrue(output.toString().startsWith("16 test samples"), output.toString());
        final Path photo = directory.resolve("photo.png");
        Files.write(photo, ImageCodec.encodePng(DrawnFaces.face(Expression.FEAR, 1, 64)));
        succeed("classify", "--model", onnx.toString(), "--face-detector", "none", photo.toString());
        assertEquals(7, mapper.readTree(output.toString()).path("faces").get(0).path("probabilities").size());
    }

    @Test
    void testAPrecisionOfTheRunThatIsNone() throws IOException {
        final String dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TEST, 1)).toString();
        final String ofTheRun = System.setProperty(Precision.PROPERTY, "fp8");
        try {
            fail("The system property nififer.precision is 'fp8'; expected fp32 or bf16", 1, "evaluate", "--model", model.toString(), dataset);
            fail("The system property nififer.precision is 'fp8'; expected fp32 or bf16", 2, "train", "--output-directory", directory.resolve("run").toString(), dataset);
            succeed("evaluate", "--model", model.toString(), "--precision", "bf16", dataset);
        } finally {
            if (ofTheRun == null) {
                System.clearProperty(Precision.PROPERTY);
            } else {
                System.setProperty(Precision.PROPERTY, ofTheRun);
            }
        }
    }

    @Test
    void testFailuresAreOneLine() throws IOException {
        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.TEST, 1));
        fail("expected a name that ends with .onnx", 1, "export", "--output", directory.resolve("m.bin").toString(), model.toString());
        fail("is input and output", 1, "calibrate", "--model", model.toString(), "--output", model.toString(), dataset.toString());
        fail("None of the validation samples of", 1, "calibrate", "--model", model.toString(), "--output", directory.resolve("c.safetensors").toString(), dataset.toString());
        fail("gpu:99 was asked for", 1, "evaluate", "--model", model.toString(), "--device", "gpu:99", dataset.toString());
        fail("'gpu' is no device; expected cpu, or gpu:N", 2, "evaluate", "--model", model.toString(), "--device", "gpu", dataset.toString());
        fail("'int8' is no precision", 2, "evaluate", "--model", model.toString(), "--precision", "int8", dataset.toString());
        fail("A batch limit of 0", 2, "evaluate", "--model", model.toString(), "--batch-limit", "0", dataset.toString());
        fail("'fp16' is not one of", 2, "train", "--precision", "fp16", "--output-directory", directory.toString(), dataset.toString());
        assertFalse(Files.exists(directory.resolve("c.safetensors")));
    }

    @Test
    void testAnotherFileIsNoDescriptionToReplace() throws IOException {
        final Path other = Files.writeString(directory.resolve("m.json"), "something else");
        fail("m.json is there without a model", 1, "export", "--output", directory.resolve("m.onnx").toString(), model.toString());
        assertEquals("something else", Files.readString(other));
        Files.delete(other);
        succeed("export", "--output", directory.resolve("m.onnx").toString(), model.toString());
        succeed("export", "--output", directory.resolve("m.onnx").toString(), model.toString());

        final Path dataset = DrawnDataset.write(directory.resolve("faces.tar"), Expression.all(), Map.of(Split.VALIDATION, 1));
        fail("is input and output", 1, "calibrate", "--model", model.toString(), "--output", dataset.toString(), dataset.toString());
    }
}
