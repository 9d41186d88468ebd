package org.nififer.model;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.network.ComputeDevice;
import org.nififer.network.Precision;
import org.nififer.onnx.TestGraphs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OnnxClassifierTest {

    private static final float[] IDENTITY = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    private static final String DESCRIPTION = """
            {"labels": ["happiness", "anger", "sadness"], "imageSize": 4, "layout": "nchw", "colour": "rgb", "mean": [0, 0, 0], "std": [1, 1, 1], "outputs": "logits"}""";

    @TempDir
    private Path directory;

    @Test
    void testColoursAreClasses() throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.open(write(TestGraphs.channelMeans(3, 4, false, IDENTITY), DESCRIPTION))) {
            final List<Classification> classifications = classifier.classify(List.of(image(255, 0, 0), image(0, 255, 0), image(0, 0, 255)));

            assertEquals(List.of(Expression.HAPPINESS, Expression.ANGER, Expression.SADNESS), classifications.stream().map(Classification::expression).toList());
            assertEquals(Math.E / (Math.E + 2), classifications.getFirst().confidence(), 1e-6);
            assertEquals(new ModelSummary("onnx", 9, "cpu", "fp32"), classifier.summary());
        }
    }

    @Test
    void testProbabilitiesAndTemperature() throws IOException {
        final byte[] model = TestGraphs.channelMeans(3, 4, true, IDENTITY);
        final String description = DESCRIPTION.replace("logits", "probabilities");
        final double cold = confidence(model, description);
        final double hot = confidence(model, description.replace("}", ", \"temperature\": 2}"));

        assertEquals(Math.E / (Math.E + 2), cold, 1e-6);
        assertEquals(Math.exp(0.5) / (Math.exp(0.5) + 2), hot, 1e-6);
    }

    @Test
    void testAnImageWithoutNumbersLeavesTheOthersAlone() throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.open(write(TestGraphs.logarithmsOfMeans(4), DESCRIPTION))) {
            final List<RgbImage> images = List.of(image(200, 50, 50), RgbImage.black(4, 4), image(50, 200, 50));
            final List<Optional<Classification>> classifications = classifier.classifyEach(images);

            assertEquals(List.of(Optional.of(Expression.HAPPINESS), Optional.empty(), Optional.of(Expression.ANGER)),
                    classifications.stream().map(classification -> classification.map(Classification::expression)).toList());
            assertThrows(IllegalStateException.class, () -> classifier.classify(images));
        }
    }

    private double confidence(final byte[] model, final String description) throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.open(write(model, description))) {
            return classifier.classify(List.of(image(255, 0, 0))).getFirst().confidence();
        }
    }

    @Test
    void testAModelForBatchesOfTwoTakesAnyNumber() throws IOException {
        final List<RgbImage> images = List.of(image(255, 0, 0), image(0, 255, 0), image(0, 0, 255), image(9, 90, 9), image(90, 9, 9));
        final byte[] model = TestGraphs.channelMeans(3, 4, false, IDENTITY);
        final List<Classification> expected;
        try (ExpressionClassifier classifier = ExpressionClassifier.open(write(model, DESCRIPTION))) {
            expected = classifier.classify(images);
        }

        try (ExpressionClassifier classifier = ExpressionClassifier.open(write(TestGraphs.withBatchOfTwo(model), DESCRIPTION))) {
            assertEquals(expected, classifier.classify(images));
        }
    }

    @Test
    void testManyThreadsAtATime() throws Exception {
        final List<RgbImage> images = List.of(image(255, 0, 0), image(0, 255, 0));
        try (ExpressionClassifier classifier = ExpressionClassifier.open(write(TestGraphs.channelMeans(3, 4, false, IDENTITY), DESCRIPTION));
             ExecutorService executor = Executors.newFixedThreadPool(6)) {
            final List<Classification> expected = classifier.classify(images);
            final List<Future<List<Classification>>> results = executor.invokeAll(Collections.nCopies(200, (Callable<List<Classification>>) () -> classifier.classify(images)));
            for (final Future<List<Classification>> result : results) {
                assertEquals(expected, result.get());
            }
        }
    }

    @Test
    void testTheIdIsThatOfBothFiles() throws IOException {
        final byte[] model = TestGraphs.channelMeans(3, 4, false, IDENTITY);
        final String first = OnnxModelFile.read(write(model, DESCRIPTION)).id();

        assertEquals(first, OnnxModelFile.read(write(model, DESCRIPTION)).id());
        assertNotEquals(first, OnnxModelFile.read(write(model, DESCRIPTION + " ")).id());
    }

    @Test
    void testWhatDoesNotFitTheDescription() throws IOException {
        final byte[] model = TestGraphs.channelMeans(3, 4, false, IDENTITY);
        assertInvalid("has 3 outputs for an image, but its description 2 labels", model, DESCRIPTION.replace(", \"sadness\"", ""));
        assertInvalid("reads images of shape [-1, 3, 4, 4] (-1 is any size), but its description says nchw, rgb, 5 pixels: [1, 3, 5, 5]", model,
                DESCRIPTION.replace("\"imageSize\": 4", "\"imageSize\": 5"));
        assertInvalid("nhwc, rgb, 4 pixels: [1, 4, 4, 3]", model, DESCRIPTION.replace("nchw", "nhwc"));
        assertInvalid("has the outputs [result]; its description names 'other'", model, DESCRIPTION.replace("}", ", \"output\": \"other\"}"));
        assertInvalid("says that its outputs are probabilities, but those of a drawn face", model, DESCRIPTION.replace("logits", "probabilities"));
        assertInvalid("add up to 1; expected 'probabilities'", TestGraphs.channelMeans(3, 4, true, IDENTITY), DESCRIPTION);
    }

    @Test
    void testWeightsThatAreNoNumbers() throws IOException {
        final float[] weights = IDENTITY.clone();
        weights[4] = Float.NaN;
        assertInvalid("gives NaN for a drawn face; expected finite outputs", TestGraphs.channelMeans(3, 4, false, weights), DESCRIPTION);
    }

    @Test
    void testFilesThatAreNoModels() throws IOException {
        final byte[] model = TestGraphs.channelMeans(3, 4, false, IDENTITY);
        assertInvalid("is a text file; expected is an ONNX model", "garbage".getBytes(StandardCharsets.UTF_8), DESCRIPTION);
        assertInvalid("is truncated or no ONNX model", Arrays.copyOf(model, model.length / 2), DESCRIPTION);
        assertInvalid("is empty; a download or a copy was cut off", new byte[0], DESCRIPTION);
        assertInvalid("has no graph: it is not an ONNX model", new byte[]{8, 8, 0x12, 1, 'a'}, DESCRIPTION);
        final byte[] unknownOperator = new String(model, StandardCharsets.ISO_8859_1).replace("ReduceMean", "ReduceMoon").getBytes(StandardCharsets.ISO_8859_1);
        assertInvalid("cannot be used by ONNX Runtime on cpu", unknownOperator, DESCRIPTION);
        final Path file = write(model, DESCRIPTION);
        Files.delete(directory.resolve("m.json"));
        assertInvalid("needs its description in " + directory.resolve("m.json"), file, ClassifierSettings.DEFAULT, Code.INVALID_MODEL);
    }

    @Test
    void testOutputsAndInputsOfOtherTypes() throws IOException {
        assertInvalid("gives float64 as its output 'result'; expected float32, a number for each expression: export the network in float32", TestGraphs.typed(1, 11), DESCRIPTION);
        assertInvalid("gives float16 as its output 'result'; expected float32", TestGraphs.typed(1, 10), DESCRIPTION);
        assertInvalid("gives int64 as its output 'result'; expected float32, a number for each expression: the numbers of an output are those of the expressions",
                TestGraphs.typed(1, 7), DESCRIPTION);
        assertInvalid("reads uint8 as its input 'images'; expected float32", TestGraphs.typed(2, 1), DESCRIPTION);
        assertInvalid("reads float64 as its input 'images'; expected float32", TestGraphs.typed(11, 1), DESCRIPTION);
        assertInvalid("has the outputs [result (float32), list (a list)], and its description names none", TestGraphs.listOfResults(), DESCRIPTION);
        assertInvalid("gives a list as its output 'list'; expected float32", TestGraphs.listOfResults(), DESCRIPTION.replace("}", ", \"output\": \"list\"}"));
        assertInvalid("gives 3 outputs for an image and 3 for two; expected 6", TestGraphs.firstOfTheBatch(), DESCRIPTION);
        try (ExpressionClassifier classifier = ExpressionClassifier.open(write(TestGraphs.listOfResults(), DESCRIPTION.replace("}", ", \"output\": \"result\"}")))) {
            assertEquals(Expression.ANGER, classifier.classify(List.of(image(0, 255, 0))).getFirst().expression());
        }
    }

    @Test
    void testFilesOfOtherKindsUnderTheNameOfAModel() throws IOException {
        final Path onnx = write(TestGraphs.channelMeans(3, 4, false, IDENTITY), DESCRIPTION);
        final Path renamed = Files.copy(onnx, directory.resolve("model.safetensors"));
        assertNoModel(renamed, "is an ONNX model; expected is a model of nifi-fer, a .safetensors file, or a .onnx file with its description in a .json beside it. An ONNX model "
                + "needs a name that ends with .onnx");
        assertNoModel(Files.copy(onnx, directory.resolve("model")), "is an ONNX model; expected is");
        assertNoModel(directory.resolve("m.json"), "is a JSON file; expected is a model of nifi-fer, a .safetensors file, or a .onnx file with its description in a .json beside "
                + "it. Where this is the description of an ONNX model, name the .onnx file beside it");
        assertNoModel(directory, "is a folder; expected is a model of nifi-fer");
        assertNoModel(Files.createDirectories(directory.resolve("folder.onnx")), "is a folder; expected is an ONNX model");
        for (final String extension : List.of(".onnx", ".safetensors", ".pth", "")) {
            final Path file = directory.resolve("x" + extension);
            assertNoModel(Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:50ef\nsize 345478\n"), "is a Git LFS pointer");
            assertNoModel(Files.writeString(file, "<!DOCTYPE html><html>Virus scan warning</html>"), "is a web page; the address leads to a page about the file");
            assertNoModel(Files.write(file, new byte[0]), "is empty; a download or a copy was cut off");
            assertNoModel(Files.write(file, new byte[]{0x1F, (byte) 0x8B, 8, 0}), "Unpack it and name the file inside");
            assertNoModel(Files.write(file, new byte[]{(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'}), "is an HDF5 file, as Keras writes them; expected is");
            assertNoModel(Files.write(file, new byte[]{(byte) 0x80, 4, 0, 0}), "A pickle can run any code and is not read");
        }
    }

    private static void assertNoModel(final Path file, final String message) {
        assertInvalid(file + " " + (message.startsWith("is") ? message : ""), file, ClassifierSettings.DEFAULT, Code.INVALID_MODEL);
        assertInvalid(message, file, ClassifierSettings.DEFAULT, Code.INVALID_MODEL);
    }

    @Test
    void testSettingsThatAreNotThere() throws IOException {
        final Path file = write(TestGraphs.channelMeans(3, 4, false, IDENTITY), DESCRIPTION);
        assertInvalid("expected auto as the precision of an ONNX model", file, new ClassifierSettings(Optional.empty(), Optional.of(Precision.BF16), 32, 0, false),
                Code.INVALID_SETTING);
        assertInvalid("gpu:99 was asked for", file, new ClassifierSettings(Optional.of(ComputeDevice.gpu(99)), Optional.empty(), 32, 0, false), Code.INVALID_SETTING);
    }

    @Test
    void testExternalWeightsInTheFolder() throws IOException {
        Files.createDirectories(directory.resolve("weights"));
        final Path weights = directory.resolve("weights").resolve("w.bin");
        writeFloats(weights, 5, 0, 0);
        final Path file = write(TestGraphs.externalWeights("weights/w.bin"), DESCRIPTION);
        final String id = OnnxModelFile.read(file).id();
        assertEquals(Expression.HAPPINESS, expressionOfBlack(file));
        writeFloats(weights, 0, 0, 5);
        assertEquals(Expression.SADNESS, expressionOfBlack(file));
        assertNotEquals(id, OnnxModelFile.read(file).id());
    }

    /** As the cache of Hugging Face has it: a folder of links with names, and the files themselves under their hashes in another one. */
    @Test
    void testExternalWeightsOfAFolderOfLinks() throws IOException {
        final Path blobs = Files.createDirectories(directory.resolve("blobs"));
        final Path snapshot = Files.createDirectories(directory.resolve("snapshots").resolve("main"));
        Files.write(blobs.resolve("0af3"), TestGraphs.externalWeights("model.onnx_data"));
        writeFloats(blobs.resolve("77c1"), 0, 0, 5);
        Files.writeString(snapshot.resolve("model.json"), DESCRIPTION);
        Files.createSymbolicLink(snapshot.resolve("model.onnx"), Path.of("../../blobs/0af3"));
        Files.createSymbolicLink(snapshot.resolve("model.onnx_data"), Path.of("../../blobs/77c1"));

        assertEquals(Expression.SADNESS, expressionOfBlack(snapshot.resolve("model.onnx")));
        assertEquals(List.of(snapshot.resolve("model.onnx_data")), OnnxModelFile.externalFiles(snapshot.resolve("model.onnx")));
    }

    @Test
    void testExternalWeightsBesideTheFileBehindALink() throws IOException {
        final Path real = Files.createDirectories(directory.resolve("real"));
        Files.write(real.resolve("model.onnx"), TestGraphs.externalWeights("w.bin"));
        writeFloats(real.resolve("w.bin"), 0, 5, 0);
        Files.createSymbolicLink(directory.resolve("m.onnx"), real.resolve("model.onnx"));
        Files.writeString(directory.resolve("m.json"), DESCRIPTION);

        assertEquals(Expression.ANGER, expressionOfBlack(directory.resolve("m.onnx")));
        Files.delete(real.resolve("w.bin"));
        Files.createSymbolicLink(real.resolve("w.bin"), Files.write(directory.resolve("elsewhere.bin"), new byte[12]));
        assertInvalid("is a link out of the folder", directory.resolve("m.onnx"), ClassifierSettings.DEFAULT, Code.INVALID_MODEL);
    }

    private static Expression expressionOfBlack(final Path file) throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.open(file)) {
            return classifier.classify(List.of(RgbImage.black(4, 4))).getFirst().expression();
        }
    }

    private static void writeFloats(final Path file, final float... values) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        Files.write(file, buffer.array());
    }

    @Test
    void testExternalWeightsOutsideAreRefused() throws IOException {
        final Path outside = Files.createTempFile(directory.getParent(), "outside", ".bin");
        Files.write(outside, new byte[8]);
        try {
            Files.createSymbolicLink(directory.resolve("link.bin"), outside);
            for (final String location : List.of(outside.toString(), "../" + outside.getFileName(), "a/../../" + outside.getFileName(), "..", "C:\\w.bin", "..\\w.bin",
                    "file:w.bin", "")) {
                assertInvalid("must be a path below the folder of the model", TestGraphs.externalWeights(location), DESCRIPTION);
                assertInvalid("must be a path below the folder of the model", TestGraphs.externalConstant(location), DESCRIPTION);
            }

            assertInvalid("in the external file 'none.bin', which is refused: there is no such file", TestGraphs.externalWeights("none.bin"), DESCRIPTION);
            assertInvalid("is a link out of the folder", TestGraphs.externalWeights("link.bin"), DESCRIPTION);
        } finally {
            Files.delete(outside);
        }
    }

    /** A peer from elsewhere, with the seven expressions of FER-2013; a black image has no expression, so that only the sum is known. */
    @Test
    void testMiniXception() throws IOException {
        final Path peer = Path.of(System.getProperty("fer.data", "missing"), "models", "mini_xception_fer2013.onnx");
        Assumptions.assumeTrue(Files.exists(peer), () -> String.format(Locale.ROOT, "%s is not there", peer));
        final Path file = write(Files.readAllBytes(peer), """
                {"labels": ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"], "imageSize": 64, "layout": "nchw", "colour": "grey",
                 "divisor": 127.5, "mean": [1], "std": [1], "outputs": "probabilities"}""");
        try (ExpressionClassifier classifier = ExpressionClassifier.open(file, new ClassifierSettings(Optional.empty(), Optional.empty(), 4, 1, true))) {
            assertEquals(7, classifier.expressions().size());
            for (final Classification classification : classifier.classify(Collections.nCopies(5, RgbImage.black(48, 48)))) {
                assertEquals(1, classification.probabilities().values().stream().mapToDouble(value -> value).sum(), 1e-9);
            }
        }
    }

    private void assertInvalid(final String message, final byte[] model, final String description) throws IOException {
        assertInvalid(message, write(model, description), ClassifierSettings.DEFAULT, Code.INVALID_MODEL);
    }

    private static void assertInvalid(final String message, final Path file, final ClassifierSettings settings, final Code code) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ExpressionClassifier.open(file, settings));
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
        assertEquals(code, exception.code());
    }

    private Path write(final byte[] model, final String description) throws IOException {
        Files.writeString(directory.resolve("m.json"), description);
        return Files.write(directory.resolve("m.onnx"), model);
    }

    private static RgbImage image(final int red, final int green, final int blue) {
        final byte[] pixels = new byte[4 * 4 * 3];
        for (int pixel = 0; pixel < 16; pixel++) {
            pixels[3 * pixel] = (byte) red;
            pixels[3 * pixel + 1] = (byte) green;
            pixels[3 * pixel + 2] = (byte) blue;
        }

        return new RgbImage(4, 4, pixels);
    }
}
