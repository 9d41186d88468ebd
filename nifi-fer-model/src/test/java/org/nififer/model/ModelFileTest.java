package org.nififer.model;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.network.NetworkParameters;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;
import org.nififer.weights.WeightType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelFileTest {

    private static final SwinConfiguration CONFIGURATION = SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2))
            .windowSize(4).mlpRatio(2).seReduction(4).build();

    private static final ResNetConfiguration RESNET = new ResNetConfiguration(16, 4, List.of(1), 0, 8);

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("model.safetensors");
        try (NetworkParameters parameters = NetworkParameters.random(CONFIGURATION, 1)) {
            ModelFile.write(file, ModelDescription.of(CONFIGURATION), parameters);
        }
    }

    @Test
    void testWeightsAndDescriptionComeBack() throws IOException {
        try (NetworkParameters written = NetworkParameters.random(CONFIGURATION, 1); ModelFile model = ModelFile.open(file);
             NetworkParameters read = model.loadParameters()) {
            written.arrays().forEach((name, array) -> assertArrayEquals(array.toFloatArray(), read.arrays().get(name).toFloatArray(), name));
            assertEquals(CONFIGURATION, model.description().architecture());
            assertEquals("swin-se", model.description().variant());
            assertEquals(Expression.all(), model.description().expressions());
        }
    }

    @Test
    void testHalfWeightsAreRoundedToElevenBitsAndTakeHalfThePlace() throws IOException {
        final Path half = directory.resolve("half.safetensors");
        try (NetworkParameters parameters = NetworkParameters.random(CONFIGURATION, 1)) {
            ModelFile.write(half, ModelDescription.of(CONFIGURATION), parameters, WeightType.F16);
            final long saved = Files.size(file) - Files.size(half);
            assertEquals(2 * CONFIGURATION.parameterCount(), saved, Long.BYTES);
            try (ModelFile model = ModelFile.open(half); NetworkParameters read = model.loadParameters()) {
                assertEquals(WeightType.F16, model.weightType());
                for (final String name : parameters.arrays().keySet()) {
                    final float[] expected = parameters.arrays().get(name).toFloatArray();
                    for (int index = 0; index < expected.length; index++) {
                        expected[index] = Float.float16ToFloat(Float.floatToFloat16(expected[index]));
                    }

                    assertArrayEquals(expected, read.arrays().get(name).toFloatArray(), name);
                }
            }

            ModelTemperature.write(half, half, 2);
            try (ModelFile model = ModelFile.open(half)) {
                assertEquals(WeightType.F16, model.weightType());
            }
        }
    }

    @Test
    void testWeightsThatHalfPrecisionCannotHoldAreRefused() throws IOException {
        final Path half = directory.resolve("half.safetensors");
        try (NetworkParameters parameters = NetworkParameters.random(CONFIGURATION, 1)) {
            parameters.arrays().get("norm.bias").set(new float[]{0, 0, 70_000, 0, 0, 0, 0, 0});
            final InvalidInputException exception = assertThrows(InvalidInputException.class,
                    () -> ModelFile.write(half, ModelDescription.of(CONFIGURATION), parameters, WeightType.F16));
            assertEquals("Tensor norm.bias has the value 70000.0, which float16 cannot hold; expected at most 65504, or float32 as the type of the weights",
                    exception.getMessage());
            assertFalse(Files.exists(half));
        }
    }

    @Test
    void testRunningStatisticsComeBackToo() throws IOException {
        writeResNet();
        try (NetworkParameters written = NetworkParameters.random(RESNET, 1); ModelFile model = ModelFile.open(file);
             NetworkParameters read = model.loadParameters()) {
            assertEquals(written.arrays().keySet(), read.arrays().keySet());
            written.arrays().forEach((name, array) -> assertArrayEquals(array.toFloatArray(), read.arrays().get(name).toFloatArray(), name));
            assertEquals(RESNET, model.description().architecture());
            assertEquals("resnet", model.description().variant());
        }

        replaceInHeader("\"bn1.running_var\"", "\"bn1.running_std\"");
        assertInvalid("lacks tensor bn1.running_var; expected F32 or F16 [4]");
        writeResNet();
        replaceInHeader("\\\"width\\\":4", "\\\"width\\\":2000000000");
        assertInvalid("width 2000000000");
    }

    private void writeResNet() throws IOException {
        try (NetworkParameters parameters = NetworkParameters.random(RESNET, 1)) {
            ModelFile.write(file, ModelDescription.of(RESNET), parameters);
        }
    }

    @Test
    void testIdIsTheBeginningOfTheFilesHash() throws Exception {
        final String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        try (ModelFile model = ModelFile.open(file)) {
            assertEquals(hash.substring(0, 16), model.id());
        }
    }

    @Test
    void testColoursComeBackAndAreRgbInFilesThatDoNotNameThem() throws IOException {
        try (NetworkParameters parameters = NetworkParameters.random(CONFIGURATION, 1)) {
            ModelFile.write(file, ModelDescription.of(CONFIGURATION).withColour(ImageColour.GREY), parameters);
        }

        try (ModelFile model = ModelFile.open(file)) {
            assertEquals(ImageColour.GREY, model.description().colour());
            assertEquals(ImageColour.GREY, model.description().withTemperature(2).withTraining("", null, null).colour());
        }

        replaceInHeader("\\\"colour\\\":\\\"grey\\\",", "");
        try (ModelFile model = ModelFile.open(file)) {
            assertEquals(ImageColour.RGB, model.description().colour());
        }

        write();
        replaceInHeader("\\\"rgb\\\"", "\\\"bgr\\\"");
        assertInvalid("has the colour bgr; expected rgb or grey");
        write();
        replaceInHeader("\\\"rgb\\\"", "\\\"gray\\\"");
        assertInvalid("'gray' is not known; expected one of [rgb, bgr, grey]");
    }

    @Test
    void testNoPartIsLeftBesideTheModel() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void testMissingFile() {
        assertThrows(NoSuchFileException.class, () -> ModelFile.open(directory.resolve("none.safetensors")));
    }

    @Test
    void testWrongType() throws IOException {
        // 8 values of 4 bytes become 16 of 2, so that the sizes still fit.
        replaceInHeader("\"norm.bias\":{\"dtype\":\"F32\",\"shape\":[8]", "\"norm.bias\":{\"dtype\":\"BF16\",\"shape\":[16]");
        assertInvalid("tensor norm.bias as BF16 [16]; expected F32 or F16 [8]");
    }

    @Test
    void testWrongShape() throws IOException {
        replaceInHeader("\"norm.bias\":{\"dtype\":\"F32\",\"shape\":[8]", "\"norm.bias\":{\"dtype\":\"F32\",\"shape\":[2,4]");
        assertInvalid("tensor norm.bias as F32 [2, 4]; expected F32 or F16 [8]");
    }

    @Test
    void testMissingAndExtraTensor() throws IOException {
        replaceInHeader("\"norm.bias\"", "\"norm.offset\"");
        assertInvalid("lacks tensor norm.bias; expected F32 or F16 [8]");
        write();
        replaceInHeader("\\\"seReduction\\\":4", "\\\"seReduction\\\":0");
        assertInvalid("has the extra tensor se.fc1.weight");
    }

    @Test
    void testUnknownType() throws IOException {
        replaceInHeader("\"norm.bias\":{\"dtype\":\"F32\"", "\"norm.bias\":{\"dtype\":\"Q4\"");
        assertInvalid("tensor norm.bias of the unknown dtype 'Q4'");
    }

    @Test
    void testTruncatedData() throws IOException {
        final byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length - 5));
        assertInvalid("is truncated: tensor head.fc.bias");
    }

    @Test
    void testTrailingBytes() throws IOException {
        final byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length + 3));
        assertInvalid("3 bytes after the last tensor");
    }

    @Test
    void testHeaderLongerThanTheFile() throws IOException {
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, content.putLong(0, 50_000_000).array());
        assertInvalid("announces a header of 50000000 bytes, but only");
    }

    @Test
    void testHeaderLengthThatNoFileHas() throws IOException {
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, content.putLong(0, -1).array());
        assertInvalid("announces a header of 18446744073709551615 bytes");
    }

    @Test
    void testEmptyFile() throws IOException {
        Files.write(file, new byte[0]);
        assertInvalid("is empty; a download or a copy was cut off");
        Files.write(file, new byte[7]);
        assertInvalid("has 7 bytes");
    }

    @Test
    void testHeaderThatIsNoJson() throws IOException {
        replaceInHeader("{\"__metadata__\"", "<\"__metadata__\"");
        assertInvalid("not valid JSON");
    }

    @Test
    void testOverlappingTensors() throws IOException {
        replaceInHeader("\"data_offsets\":[3272,3304]", "\"data_offsets\":[3240,3272]");
        assertInvalid("tensors must neither overlap nor leave holes");
    }

    @Test
    void testSafetensorsThatIsNoModelOfOurs() throws IOException {
        replaceInHeader("\"nifi-fer\"", "\"other\"");
        assertInvalid("It holds weights alone, of which the command 'convert' makes a model of nifi-fer");
    }

    @Test
    void testArchitectureBeyondAllBounds() throws IOException {
        replaceInHeader("\\\"embeddingDimension\\\":8", "\\\"embeddingDimension\\\":2000000000");
        assertInvalid("embedding dimension 2000000000");
    }

    @Test
    void testDescriptionWithHoles() throws IOException {
        replaceInHeader("\\\"mean\\\":[0.5,0.5,0.5]", "\\\"mean\\\":[null,0.5,0.5]");
        assertInvalid("lacks architecture, labels, mean or std");
        write();
        replaceInHeader("\\\"depths\\\":[1],", "");
        assertInvalid("depths [] and heads [2]");
        write();
        final String header = header();
        final int start = header.indexOf("\"nifi-fer\":\"") + 11;
        replaceInHeader(header.substring(start, header.indexOf("}\"}", start) + 2), "\"null\"");
        assertInvalid("has null as the description");
    }

    @Test
    void testModelOfOtherLabelsOpensButRecognizesNoExpressions() throws IOException {
        replaceInHeader("\\\"fear\\\"", "\\\"joy\\\"");
        try (ModelFile model = ModelFile.open(file)) {
            assertEquals("joy", model.description().labels().getFirst());
        }

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ExpressionClassifier.open(file));
        assertEquals(InvalidInputException.Code.INVALID_MODEL, exception.code());
        assertTrue(exception.getMessage().contains("'joy' is not an expression"), exception.getMessage());
    }

    @Test
    void testLabelsThatNameNothing() throws IOException {
        replaceInHeader("\\\"fear\\\"", "\\\"  \\\"");
        assertInvalid("has an empty label");
        write();
        replaceInHeader("\\\"fear\\\"", "\\\"anger\\\"");
        assertInvalid("has 8 labels, 7 of them different, for 8 classes");
    }

    @Test
    void testWeightThatIsNotANumber() throws IOException {
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, content.putFloat(content.capacity() - 4, Float.NaN).array());
        try (ModelFile model = ModelFile.open(file); NDManager manager = TorchEngine.newManager()) {
            final int before = manager.getParentManager().getManagedArrays().size();
            final InvalidInputException exception = assertThrows(InvalidInputException.class, model::loadParameters);
            assertTrue(exception.getMessage().contains("NaN in tensor head.fc.bias"), exception.getMessage());
            assertEquals(before, manager.getParentManager().getManagedArrays().size());
        }
    }

    private void assertInvalid(final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ModelFile.open(file));
        assertEquals(InvalidInputException.Code.INVALID_MODEL, exception.code(), exception.getMessage());
        assertTrue(exception.getMessage().startsWith(file.toString()), exception.getMessage());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }

    private String header() throws IOException {
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        final byte[] header = new byte[(int) content.getLong()];
        content.get(header);
        return new String(header, StandardCharsets.UTF_8);
    }

    private void replaceInHeader(final String text, final String replacement) throws IOException {
        final String before = header();
        assertTrue(before.contains(text), text);
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        content.position(Long.BYTES + (int) content.getLong());
        final byte[] after = before.replace(text, replacement).getBytes(StandardCharsets.UTF_8);
        final ByteBuffer changed = ByteBuffer.allocate(Long.BYTES + after.length + content.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, changed.putLong(after.length).put(after).put(content).array());
    }
}
