package org.nififer.model;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.InvalidInputException;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.PatchEmbedding;
import org.nififer.network.Precision;
import org.nififer.network.PreparedParameters;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.SwinFixture;
import org.nififer.network.TorchEngine;
import org.nififer.weights.TensorNames;
import org.nififer.weights.WeightFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PretrainedWeightsTest {

    private static final float TOLERANCE = 1e-5f;
    private static final String NORM = "norm.bias";
    private static final int FEATURES = 96;

    @TempDir
    private Path directory;
    private Map<String, WeightFiles.Content> tensors;

    @BeforeEach
    void readFixture() throws IOException {
        tensors = WeightFiles.timm();
    }

    @Test
    void testThreeFormatsGiveTheReferenceLogits() throws IOException {
        final Path withoutExcitation = directory.resolve("plain.safetensors");
        final Map<String, WeightFiles.Content> plain = new LinkedHashMap<>(tensors);
        plain.keySet().removeIf(name -> name.startsWith("se."));
        WeightFiles.safetensors(withoutExcitation, plain);

        assertLogits("logits_with_se", copy("swin-small.timm.safetensors"), TensorNames.Format.TIMM);
        assertLogits("logits_without_se", withoutExcitation, TensorNames.Format.TIMM);
        assertLogits("logits_without_se", copy("swin-small.torchvision.pth"), TensorNames.Format.TORCHVISION);
        assertLogits("logits_without_se", copy("swin-small.microsoft.pth"), TensorNames.Format.MICROSOFT);
    }

    private void assertLogits(final String expected, final Path file, final TensorNames.Format format) throws IOException {
        final SwinFixture fixture = new SwinFixture();
        try (PretrainedWeights weights = PretrainedWeights.open(file, OptionalInt.empty()); NetworkParameters parameters = weights.load();
             Network network = new Network(weights.architecture()); NDManager manager = TorchEngine.newManager();
             PreparedParameters prepared = network.prepare(parameters, Precision.FP32)) {
            assertEquals(format, weights.format());
            assertArrayEquals(fixture.expectedValues(expected), network.forward(fixture.images(manager), prepared).logits().toFloatArray(), TOLERANCE, file.toString());
        }
    }

    @Test
    void testArchitectureIsReadOffTheTensors() throws IOException {
        for (final String name : List.of("swin-small.timm.safetensors", "swin-small.torchvision.pth", "swin-small.microsoft.pth")) {
            try (PretrainedWeights weights = PretrainedWeights.open(copy(name), OptionalInt.empty())) {
                final SwinConfiguration expected = SwinFixture.configuration(name.contains("timm") ? 16 : 0);
                assertEquals(SwinConfiguration.builder().imageSize(224).embeddingDimension(12).stages(expected.depths(), expected.heads()).dropPathRate(0.2)
                        .seReduction(expected.seReduction()).build(), weights.architecture());
                assertTrue(weights.hasHead());
            }
        }
    }

    @Test
    void testModelOfOursComesBackWithItsDescription() throws Exception {
        final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(40).patchSize(2).embeddingDimension(8).stages(List.of(1, 2), List.of(2, 4)).windowSize(5)
                .mlpRatio(2).dropPathRate(0.1).seReduction(4).build();
        final Path file = directory.resolve("model.safetensors");
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 1)) {
            ModelFile.write(file, ModelDescription.of(configuration), parameters);
            try (PretrainedWeights weights = PretrainedWeights.open(file, OptionalInt.empty()); NetworkParameters read = weights.load()) {
                assertEquals(TensorNames.Format.NIFI_FER, weights.format());
                assertEquals(configuration, weights.architecture());
                assertEquals(ModelDescription.of(configuration), weights.model().orElseThrow());
                assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))), weights.sha256());
                assertEqualParameters(parameters, read);
            }
        }
    }

    /** As torchvision and timm write them: with a counter beside each norm. */
    @Test
    void testResNet() throws IOException {
        final ResNetConfiguration configuration = new ResNetConfiguration(224, 4, List.of(2, 1, 1, 1), 0, 8);
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 1)) {
            putAll(parameters);
            try (PretrainedWeights weights = PretrainedWeights.open(written(), OptionalInt.empty()); NetworkParameters read = weights.load()) {
                assertEquals(TensorNames.Format.TORCHVISION, weights.format());
                assertEquals(configuration, weights.architecture());
                assertEqualParameters(parameters, read);
            }

            try (PretrainedWeights weights = PretrainedWeights.open(written(), OptionalInt.of(64)); NetworkParameters read = weights.load(
                    weights.architecture().withClasses(5), false, 3)) {
                assertEquals(configuration.withImageSize(64), weights.architecture());
                assertEquals(parameters.values("bn1.running_var"), read.values("bn1.running_var"));
                assertEquals(5 * Float.BYTES, read.values("fc.bias").remaining());
            }

            tensors.keySet().removeIf(name -> name.startsWith("fc."));
            try (PretrainedWeights weights = PretrainedWeights.open(written(), OptionalInt.empty())) {
                assertFalse(weights.hasHead());
                assertMessage(assertThrows(InvalidInputException.class, weights::load), "lacks tensor fc.weight");
            }
        }
    }

    private void putAll(final NetworkParameters parameters) {
        tensors.clear();
        parameters.configuration().tensorShapes().forEach((name, shape) -> {
            final byte[] data = new byte[parameters.values(name).remaining()];
            parameters.values(name).get(data);
            tensors.put(name, new WeightFiles.Content("F32", shape, data));
            if (name.endsWith("running_var")) {
                tensors.put(name.replace("running_var", "num_batches_tracked"), new WeightFiles.Content("I64", new long[0], new byte[Long.BYTES]));
            }
        });
    }

    @Test
    void testResNetsThatAreNotReadAndDamagedOnes() throws IOException {
        try (NetworkParameters parameters = NetworkParameters.random(new ResNetConfiguration(224, 4, List.of(1, 1, 1, 1), 0, 8), 1)) {
            putAll(parameters);
            final WeightFiles.Content mean = tensors.remove("layer2.0.bn2.running_mean");
            assertInvalid(written(), "lacks tensor layer2.0.bn2.running_mean of shape [8]");
            tensors.put("layer2.0.bn2.running_mean", mean);
            tensors.put("layer2.0.se.fc1.weight", mean);
            assertInvalid(written(), "has the extra tensor layer2.0.se.fc1.weight, which a network for images of 224 pixels, depths [1, 1, 1, 1] and width 4 does not know");
            tensors.remove("layer2.0.se.fc1.weight");
            // A ResNeXt has filters that see a part of the channels only.
            tensors.put("layer1.0.conv2.weight", new WeightFiles.Content("F32", new long[]{4, 1, 3, 3}, new byte[36 * Float.BYTES]));
            assertInvalid(written(), "has tensor layer1.0.conv2.weight of shape [4, 1, 3, 3]; expected [4, 4, 3, 3] for images of 224 pixels");
            tensors.keySet().removeIf(name -> name.contains("conv3"));
            assertInvalid(written(), "lacks tensor layer1.0.conv3.weight: expected a ResNet of bottleneck blocks");
            assertMessage(assertThrows(InvalidInputException.class, () -> {
                putAll(parameters);
                PretrainedWeights.open(written(), OptionalInt.of(30)).close();
            }), InvalidInputException.Code.INVALID_SETTING, "weights.safetensors: Architecture: image size 30 must be 33 to 4096 for 4 stages");
        }
    }

    /** The patch size is read off the number of convolutions, of which none has its size. */
    @Test
    void testSwinAfterConvolutions() throws IOException {
        for (final int patch : new int[]{2, 4, 8}) {
            final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(12 * patch).patchSize(patch).embeddingDimension(8).stages(List.of(1, 2), List.of(2, 4))
                    .windowSize(6).mlpRatio(2).dropPathRate(0.2).seReduction(4).patchEmbedding(PatchEmbedding.CONVOLUTIONAL).build();
            try (NetworkParameters parameters = NetworkParameters.random(configuration, 1)) {
                putAll(parameters);
                try (PretrainedWeights weights = PretrainedWeights.open(written(), OptionalInt.empty()); NetworkParameters read = weights.load()) {
                    assertEquals(TensorNames.Format.TIMM, weights.format());
                    assertEquals(configuration, weights.architecture());
                    assertEqualParameters(parameters, read);
                }
            }
        }

        tensors.remove("patch_embed.backbone.2.conv.bias");
        assertInvalid(written(), "lacks tensor patch_embed.backbone.2.conv.bias of shape [4]");
        tensors.remove("patch_embed.backbone.2.conv.weight");
        assertInvalid(written(), "has tensor patch_embed.backbone.0.conv.weight of shape [2, 3, 3, 3]; expected [4, 3, 3, 3] for images of 48 pixels, convolutional patches of 4");
    }

    @Test
    void testImageSizeOfNetworksThatNobodyPublished() throws IOException {
        // A window of 3 in the last stage: 3 * 2 tokens before it, patches of 4.
        assertEquals(24, imageSize(SwinConfiguration.builder().imageSize(24).embeddingDimension(8).stages(List.of(1, 1), List.of(1, 1)).windowSize(3).mlpRatio(2)
                .build(), OptionalInt.empty()));
        // The last stage has fewer tokens than the window.
        assertEquals(80, imageSize(SwinConfiguration.builder().imageSize(80).embeddingDimension(8).stages(List.of(1, 1, 1), List.of(1, 1, 1)).windowSize(6).mlpRatio(2)
                .build(), OptionalInt.empty()));
        // Swin-B for 384 pixels: window 12.
        assertEquals(384, imageSize(SwinConfiguration.builder().imageSize(384).embeddingDimension(8).stages(List.of(1, 1, 1, 1), List.of(1, 1, 1, 1)).windowSize(12).mlpRatio(2)
                .build(), OptionalInt.empty()));
        // Larger than the weights need: only the operator knows.
        assertEquals(48, imageSize(SwinConfiguration.builder().imageSize(48).embeddingDimension(8).stages(List.of(1, 1), List.of(1, 1)).windowSize(3).mlpRatio(2)
                .build(), OptionalInt.of(48)));
    }

    private int imageSize(final SwinConfiguration configuration, final OptionalInt imageSize) throws IOException {
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 1)) {
            final Map<String, WeightFiles.Content> content = new LinkedHashMap<>();
            configuration.parameterShapes().forEach((name, shape) -> {
                final ByteBuffer values = parameters.values(name);
                final byte[] data = new byte[values.remaining()];
                values.get(data);
                content.put(name, new WeightFiles.Content("F32", shape, data));
            });
            try (PretrainedWeights weights = PretrainedWeights.open(WeightFiles.safetensors(directory.resolve("weights.safetensors"), content), imageSize)) {
                return weights.architecture().imageSize();
            }
        }
    }

    @Test
    void testImageSizeThatTheWindowsDoNotFit() throws IOException {
        final Path file = copy("swin-small.timm.safetensors");
        assertInvalid(file, OptionalInt.of(112), "has tensor layers.3.blocks.0.attn.relative_position_bias_table of shape [169, 8]; expected [49, 8] for images of 112 pixels");
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> PretrainedWeights.open(file, OptionalInt.of(30)));
        assertTrue(exception.getMessage().contains("image size 30 must be a multiple of the patch size 4"), exception.getMessage());
    }

    @Test
    void testHeadAndExcitationThatTheFileLacksAreRandom() throws IOException {
        try (PretrainedWeights weights = PretrainedWeights.open(copy("swin-small.torchvision.pth"), OptionalInt.empty())) {
            final SwinConfiguration target = ((SwinConfiguration) weights.architecture()).withClasses(5).withSeReduction(16);
            try (NetworkParameters all = weights.load(); NetworkParameters some = weights.load(target, false, 3); NetworkParameters same = weights.load(target, false, 3);
                 NetworkParameters other = weights.load(target, false, 4); NetworkParameters kept = weights.load(target.withClasses(8), true, 3)) {
                assertEqualParameters(same, some);
                for (final String name : target.parameterShapes().keySet()) {
                    if (!name.startsWith("head.") && !name.startsWith("se.")) {
                        assertEquals(all.values(name), some.values(name), name);
                    }
                }

                assertFalse(some.values("se.fc1.weight").equals(other.values("se.fc1.weight")));
                assertEquals(all.values("head.fc.weight"), kept.values("head.fc.weight"));
            }
        }
    }

    @Test
    void testWeightsWithoutAHead() throws IOException {
        tensors.keySet().removeIf(name -> name.startsWith("head."));
        try (PretrainedWeights weights = PretrainedWeights.open(written(), OptionalInt.empty())) {
            assertFalse(weights.hasHead());
            final InvalidInputException exception = assertThrows(InvalidInputException.class, weights::load);
            assertTrue(exception.getMessage().contains("lacks tensor head.fc.weight"), exception.getMessage());
            try (NetworkParameters parameters = weights.load(weights.architecture().withClasses(8), false, 1)) {
                assertEquals(8 * FEATURES * Float.BYTES, parameters.values("head.fc.weight").remaining());
            }
        }
    }

    @Test
    void testNamesThatWrappersPutBefore() throws IOException {
        final Map<String, WeightFiles.Content> plain = tensors;
        for (final String prefix : List.of("module.", "model.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module.", "model._orig_mod.net.")) {
            tensors = new LinkedHashMap<>();
            plain.forEach((name, tensor) -> tensors.put(prefix + name, tensor));
            assertIsWhole();
            // As torch's averages of weights have it beside them.
            tensors.put("n_averaged", new WeightFiles.Content("I64", new long[0], new byte[Long.BYTES]));
            assertIsWhole();
        }
    }

    @Test
    void testNamesOfANetworkThatIsCompiledInPart() throws IOException {
        final Map<String, WeightFiles.Content> plain = tensors;
        tensors = new LinkedHashMap<>();
        plain.forEach((name, tensor) -> tensors.put(name.replace("blocks.0.", "blocks.0._orig_mod."), tensor));
        assertIsWhole();
        tensors.put("layers.0.blocks.0.norm1.bias", tensors.get("layers.0.blocks.0._orig_mod.norm1.bias"));
        assertInvalid(written(), "has the tensors layers.0.blocks.0._orig_mod.norm1.bias and layers.0.blocks.0.norm1.bias, which are both layers.0.blocks.0.norm1.bias");
    }

    private void assertIsWhole() throws IOException {
        try (PretrainedWeights weights = PretrainedWeights.open(written(), OptionalInt.empty()); NetworkParameters read = weights.load()) {
            assertEquals(TensorNames.Format.TIMM, weights.format());
            assertEquals(16, ((SwinConfiguration) weights.architecture()).seReduction());
            assertEquals(FEATURES * Float.BYTES, read.values(NORM).remaining());
        }
    }

    @Test
    void testOtherNetworksAreToldByName() throws IOException {
        final Map<String, String> others = Map.of("layers.0.blocks.0.attn.logit_scale", "holds a Swin Transformer V2", "layers.0.blocks.0.attn.cpb_mlp.0.weight", "Transformer V2",
                "swin.embeddings.patch_embeddings.projection.weight", "under the names of Hugging Face's transformers",
                "resnet.embedder.embedder.convolution.weight", "under the names of Hugging Face's transformers",
                "stages.0.blocks.0.attn.w_msa.qkv.weight", "under the names of OpenMMLab", "cls_token", "holds a Vision Transformer",
                "conv_stem.weight", "an EfficientNet or MobileNet", "features.0.weight", "a VGG or AlexNet");
        for (final Map.Entry<String, String> other : others.entrySet()) {
            tensors.put(other.getKey(), tensors.get(NORM));
            assertInvalid(written(), other.getValue());
            tensors.remove(other.getKey());
        }
    }

    @Test
    void testOtherFloatTypesBecomeFloat32() throws IOException {
        // 1/3 has no exact value in any of them; the third value is beyond the range of F16's normal numbers.
        final float[] numbers = {1 / 3f, -2.5f, 1e-6f};
        final float[] halves = {0.33325195f, -2.5f, 1.013279e-6f};
        final float[] brains = {0.333984375f, -2.5f, 9.9837779998779e-7f};
        assertArrayEquals(halves, firstValues("F16", values -> putShorts(values, numbers, Float::floatToFloat16)));
        assertArrayEquals(brains, firstValues("BF16", values -> putShorts(values, numbers, number -> (short) (Float.floatToIntBits(number) + 0x8000 >> 16))));
        assertArrayEquals(new float[]{0.1f, 1.0f, 1e-20f}, firstValues("F64", values -> values.putDouble(0.1).putDouble(1 + 1e-12).putDouble(1e-20)));
    }

    private interface ToHalf {
        short convert(float number);
    }

    private static void putShorts(final ByteBuffer values, final float[] numbers, final ToHalf type) {
        for (final float number : numbers) {
            values.putShort(type.convert(number));
        }
    }

    private float[] firstValues(final String type, final Consumer<ByteBuffer> writer) throws IOException {
        final ByteBuffer data = ByteBuffer.allocate(FEATURES * (type.equals("F64") ? Double.BYTES : Short.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        writer.accept(data);
        tensors.put(NORM, new WeightFiles.Content(type, new long[]{FEATURES}, data.array()));
        try (PretrainedWeights weights = PretrainedWeights.open(written(), OptionalInt.empty()); NetworkParameters parameters = weights.load()) {
            final float[] values = new float[3];
            parameters.values(NORM).asFloatBuffer().get(values);
            return values;
        }
    }

    @Test
    void testValuesThatAreNotFinite() throws IOException {
        tensors.put(NORM, new WeightFiles.Content("F32", new long[]{FEATURES}, WeightFiles.floats(Arrays.copyOf(new float[]{0, Float.NaN}, FEATURES))));
        assertLoadInvalid("has the value NaN in tensor norm.bias");
        final ByteBuffer huge = ByteBuffer.allocate(FEATURES * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        tensors.put(NORM, new WeightFiles.Content("F64", new long[]{FEATURES}, huge.putDouble(0, 1e300).array()));
        assertLoadInvalid("has the value Infinity in tensor norm.bias");
    }

    @Test
    void testTypesThatAreNoFloats() throws IOException {
        tensors.put(NORM, new WeightFiles.Content("I32", new long[]{FEATURES}, new byte[FEATURES * Integer.BYTES]));
        assertLoadInvalid("has tensor norm.bias as I32; expected F32, F16, BF16 or F64");
        tensors.put(NORM, new WeightFiles.Content("F8_E4M3", new long[]{FEATURES}, new byte[FEATURES]));
        assertLoadInvalid("has tensor norm.bias as F8_E4M3");
    }

    @Test
    void testMissingSurplusAndWrongTensors() throws IOException {
        final WeightFiles.Content bias = tensors.remove(NORM);
        assertInvalid(written(), "lacks tensor norm.bias of shape [96]");
        tensors.put(NORM, bias);
        tensors.put("absolute_pos_embed", bias);
        assertInvalid(written(), "has the extra tensor absolute_pos_embed, which a network for images of 224 pixels");
        tensors.remove("absolute_pos_embed");
        tensors.put("layers.2.blocks.3.norm1.weight", bias);
        assertInvalid(written(), "has the extra tensor layers.2.blocks.3.norm1.weight");
        tensors.remove("layers.2.blocks.3.norm1.weight");
        tensors.put(NORM, new WeightFiles.Content("F32", new long[]{2, 48}, bias.data()));
        assertInvalid(written(), "has tensor norm.bias of shape [2, 48]; expected [96]");
        tensors.put(NORM, bias);
        tensors.put("head.bias", tensors.get("head.fc.bias"));
        assertInvalid(written(), "has the tensors head.fc.bias and head.bias, which are both head.fc.bias");
    }

    @Test
    void testShapesThatNoSwinHas() throws IOException {
        final String table = "layers.0.blocks.0.attn.relative_position_bias_table";
        tensors.put(table, new WeightFiles.Content("F32", new long[]{168, 1}, new byte[168 * Float.BYTES]));
        assertInvalid(written(), "has 168 rows in tensor " + table);
        tensors.put(table, new WeightFiles.Content("F32", new long[]{169}, new byte[169 * Float.BYTES]));
        assertInvalid(written(), String.format(Locale.ROOT, "has tensor %s of shape [169]; expected 2 dimensions", table));
        tensors = WeightFiles.timm();
        tensors.keySet().removeIf(name -> name.startsWith("layers.0."));
        assertInvalid(written(), "lacks tensor layers.0.blocks.0.norm1.weight");
    }

    @Test
    void testFilesThatAreNoNetwork() throws IOException {
        assertInvalid(WeightFiles.safetensors(directory.resolve("other.safetensors"), Map.of("conv1.weight", tensors.get(NORM))),
                "holds neither a Swin Transformer nor a ResNet: its 1 tensors");
        assertInvalid(Files.write(directory.resolve("letter.txt"), "Dear Sir or Madam".getBytes()), "is a text file; expected is weights in a .safetensors or .pth file");
        assertInvalid(Files.write(directory.resolve("cut"), new byte[7]), "has 7 bytes");
        assertInvalid(Files.write(directory.resolve("empty"), new byte[0]), "is empty; a download or a copy was cut off");
        assertInvalid(directory, "is a folder; expected is weights");
        assertInvalid(Files.writeString(directory.resolve("lfs.pth"), "version https://git-lfs.github.com/spec/v1\noid sha256:50ef\nsize 345478"), "is a Git LFS pointer");
        assertInvalid(Files.writeString(directory.resolve("html.pth"), "<!DOCTYPE html><html>Virus scan warning</html>"), "is a web page");
        assertInvalid(Files.write(directory.resolve("model.onnx"), new byte[]{8, 8, 0x12, 1, 'a'}), "is an ONNX model; expected is weights in a .safetensors or .pth file");
        assertThrows(NoSuchFileException.class, () -> PretrainedWeights.open(directory.resolve("missing.pth"), OptionalInt.empty()));
    }

    @Test
    void testHeaderBombs() throws IOException {
        final List<String> bombs = new ArrayList<>(List.of("[".repeat(100_000), "{\"a\":".repeat(100_000),
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000],\"data_offsets\":[0,4000000000]}}"));
        bombs.add("{\"a\":" + "9".repeat(2_000_000) + "}");
        bombs.add(" ".repeat((4 << 20) + 1));
        for (final String bomb : bombs) {
            final ByteBuffer file = ByteBuffer.allocate(Long.BYTES + bomb.length()).order(ByteOrder.LITTLE_ENDIAN).putLong(bomb.length()).put(bomb.getBytes());
            assertInvalid(Files.write(directory.resolve("bomb.safetensors"), file.array()), "bomb.safetensors");
        }
    }

    private static void assertEqualParameters(final NetworkParameters expected, final NetworkParameters actual) {
        expected.configuration().tensorShapes().keySet().forEach(name -> assertEquals(expected.values(name), actual.values(name), name));
    }

    private Path copy(final String fixture) throws IOException {
        return Files.write(directory.resolve(fixture), WeightFiles.fixture(fixture));
    }

    private Path written() throws IOException {
        return WeightFiles.safetensors(directory.resolve("weights.safetensors"), tensors);
    }

    private void assertLoadInvalid(final String message) throws IOException {
        try (PretrainedWeights weights = PretrainedWeights.open(written(), OptionalInt.empty())) {
            assertMessage(assertThrows(InvalidInputException.class, weights::load), message);
        }
    }

    private static void assertInvalid(final Path file, final String message) {
        assertInvalid(file, OptionalInt.empty(), message);
    }

    private static void assertInvalid(final Path file, final OptionalInt imageSize, final String message) {
        assertMessage(assertThrows(InvalidInputException.class, () -> PretrainedWeights.open(file, imageSize)), message);
    }

    private static void assertMessage(final InvalidInputException exception, final String message) {
        assertMessage(exception, InvalidInputException.Code.INVALID_MODEL, message);
    }

    private static void assertMessage(final InvalidInputException exception, final InvalidInputException.Code code, final String message) {
        assertEquals(code, exception.code(), exception.getMessage());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
