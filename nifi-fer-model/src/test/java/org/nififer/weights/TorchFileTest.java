package org.nififer.weights;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TorchFileTest {

    private static final int RANDOM_CHANGES = 800;
    private static final byte[] NUMBERS = WeightFiles.floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    @TempDir
    private Path directory;

    @Test
    void testViewsOfOneStorage() throws IOException {
        final byte[] pickle = new PickleBuilder().ascii("}(").text("whole").tensor("FloatStorage", "0", 10, 0, new long[]{10}, new long[]{1})
                .text("transposed").tensor("FloatStorage", "0", 10, 1, new long[]{2, 3}, new long[]{1, 2})
                .text("scalar").tensor("FloatStorage", "0", 10, 9, new long[0], new long[0])
                .text("empty").tensor("FloatStorage", "0", 10, 10, new long[]{0, 3}, new long[]{3, 1}).ascii("u").build();
        try (TensorFile file = open(WeightFiles.torch(file(), pickle, Map.of("0", NUMBERS)))) {
            assertArrayEquals(new float[]{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, values(file, "whole"));
            assertArrayEquals(new float[]{1, 3, 5, 2, 4, 6}, values(file, "transposed"));
            assertArrayEquals(new float[]{9}, values(file, "scalar"));
            assertArrayEquals(new float[0], values(file, "empty"));
            assertArrayEquals(new long[]{2, 3}, file.tensors().get("transposed").shape());
        }
    }

    @Test
    void testWeightsBesideOtherThings() throws IOException {
        final byte[] pickle = new PickleBuilder().ascii("}(").text("epoch").integer(7).text("model").ascii("}").text("a").tensor("FloatStorage", "0", 10, 0, new long[]{1},
                new long[]{1}).ascii("s").text("model_ema").ascii("}").text("a").tensor("FloatStorage", "0", 10, 5, new long[]{1}, new long[]{1}).ascii("s")
                .text("optimizer").ascii("}").ascii("u").build();
        try (TensorFile file = open(WeightFiles.torch(file(), pickle, Map.of("0", NUMBERS)))) {
            assertArrayEquals(new float[]{5}, values(file, "a"));
        }
    }

    @Test
    void testWeightsThatLieDeep() throws IOException {
        for (final List<String> path : List.of(List.of("model_state_dict"), List.of("model", "state_dict"), List.of("net", "model", "weights"))) {
            final PickleBuilder pickle = new PickleBuilder();
            path.forEach(key -> pickle.ascii("}").text(key));
            pickle.ascii("}").text("a").tensor("FloatStorage", "0", 10, 5, new long[]{1}, new long[]{1}).ascii("s").ascii("s".repeat(path.size()));
            try (TensorFile file = open(WeightFiles.torch(file(), pickle.build(), Map.of("0", NUMBERS)))) {
                assertArrayEquals(new float[]{5}, values(file, "a"));
            }
        }
    }

    @Test
    void testWhatIsNoStateDict() throws IOException {
        assertInvalid(WeightFiles.torch(file(), new PickleBuilder().ascii("]").build(), Map.of()), "holds a list of 0; expected a state dict");
        assertInvalid(WeightFiles.torch(file(), new PickleBuilder().ascii("}").text("arch").text("swin").ascii("s").build(), Map.of()),
                "has the text 'swin' under 'arch'; expected a state dict with nothing but tensors");
        assertInvalid(WeightFiles.torch(file(), new PickleBuilder().ascii("}").text("model").ascii("}").integer(1).ascii("]ss").build(), Map.of()),
                "has a list of 0 under 'model/1'");
    }

    @Test
    void testNothingRunsAndNothingIsWritten() throws IOException {
        final Path owned = directory.resolve("owned");
        final byte[] attack = new PickleBuilder().global("posix", "system").text("touch " + owned).bytes(0x85).ascii("R").build();
        assertInvalid(WeightFiles.torch(file(), attack, Map.of()), "weights.pth: weights/data.pkl, byte 2, opcode GLOBAL: it asks for posix.system");
        final Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("weights/data.pkl", new PickleBuilder().ascii("}").build());
        entries.put("../owned", new byte[4]);
        assertInvalid(WeightFiles.archive(file(), entries, ZipEntry.STORED), "has the entry '../owned', which leads out of the archive");
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void testStoragesThatAreMissingOrOfAnotherSize() throws IOException {
        final byte[] pickle = new PickleBuilder().ascii("}").text("a").tensor("FloatStorage", "0", 10, 0, new long[]{1}, new long[]{1}).ascii("s").build();
        assertInvalid(WeightFiles.torch(file(), pickle, Map.of()), "lacks the entry weights/data/0 with the values of tensor a");
        assertInvalid(WeightFiles.torch(file(), pickle, Map.of("0", new byte[44])), "has 44 bytes in the entry weights/data/0; tensor a expects 10 values of F32 there");
        assertInvalid(WeightFiles.torch(file(), pickle, Map.of("0", new byte[41])), "has 41 bytes");
        final byte[] huge = new PickleBuilder().ascii("}").text("a").tensor("FloatStorage", "0", 1L << 40, 0, new long[]{1L << 40}, new long[]{1}).ascii("s").build();
        assertInvalid(WeightFiles.torch(file(), huge, Map.of("0", NUMBERS)), "tensor a expects 1099511627776 values");
    }

    @Test
    void testManyTensorsOnOneStorageAreNoBomb() throws IOException {
        final PickleBuilder pickle = new PickleBuilder().ascii("}(");
        for (int tensor = 0; tensor < 500; tensor++) {
            pickle.text("a" + tensor).tensor("FloatStorage", "0", 100_000, 0, new long[]{100_000}, new long[]{1});
        }

        assertInvalid(WeightFiles.torch(file(), pickle.ascii("u").build(), Map.of("0", new byte[400_000])), "share their values");
    }

    @Test
    void testIntegersAreNoWeights() throws IOException {
        final byte[] pickle = new PickleBuilder().ascii("}").text("a").tensor("LongStorage", "0", 5, 0, new long[]{1}, new long[]{1}).ascii("s").build();
        try (TensorFile file = open(WeightFiles.torch(file(), pickle, Map.of("0", NUMBERS)))) {
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> file.values("a"));
            assertTrue(exception.getMessage().contains("has tensor a as I64; expected F32, F16, BF16 or F64"), exception.getMessage());
        }
    }

    @Test
    void testCompressedEntries() throws IOException {
        assertInvalid(WeightFiles.archive(file(), Map.of("weights/data.pkl", new byte[100_000]), ZipEntry.DEFLATED), "has the compressed or encrypted entry weights/data.pkl");
    }

    @Test
    void testArchivesThatTorchDoesNotWrite() throws IOException {
        assertInvalid(WeightFiles.archive(file(), Map.of("readme.txt", new byte[1]), ZipEntry.STORED), "lacks the entry FOLDER/data.pkl");
        assertInvalid(WeightFiles.archive(file(), Map.of("a/data.pkl", new byte[1], "a/constants.pkl", new byte[1]), ZipEntry.STORED),
                "is a program of TorchScript, as torch.jit.save writes it; expected a state dict. In Python, torch.save(model.state_dict()");
        assertInvalid(WeightFiles.archive(file(), Map.of("a/data.pkl", new byte[1], "b/data.pkl", new byte[1]), ZipEntry.STORED), "has a second pickle");
        assertInvalid(WeightFiles.archive(file(), Map.of("a/data.pkl", new byte[1], "a/byteorder", "big".getBytes(StandardCharsets.US_ASCII)), ZipEntry.STORED),
                "was written on a big-endian machine");
        assertInvalid(WeightFiles.torch(file(), new byte[(4 << 20) + 1], Map.of()), "has a pickle of 4194305 bytes");
    }

    @Test
    void testOldFormat() throws IOException {
        Files.write(file(), new byte[]{(byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc});
        assertInvalid(file(), "as torch before 1.6 wrote it");
    }

    @Test
    void testTruncatedFiles() throws IOException {
        final byte[] whole = WeightFiles.fixture("swin-small.torchvision.pth");
        for (final int length : new int[]{3, 4, 30, 1000, whole.length / 2, whole.length - 1000, whole.length - 23, whole.length - 1}) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertInvalid(file(), "weights.pth");
        }
    }

    /** The property that stands for all attacks nobody thought of: a file that differs gives an error of ours or the same weights, and takes little memory. */
    @Test
    void testRandomChangesGiveAnErrorOrTheSameWeights() throws IOException {
        assertChangesAreHarmless(smallFile(), RANDOM_CHANGES);
        assertChangesAreHarmless(WeightFiles.fixture("swin-small.torchvision.pth"), RANDOM_CHANGES / 10);
    }

    private void assertChangesAreHarmless(final byte[] whole, final int rounds) throws IOException {
        final Map<String, float[]> expected = read(whole);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final SplittableRandom random = new SplittableRandom(5);
        int errors = 0;
        for (int round = 0; round < rounds; round++) {
            final byte[] changed = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }

            Files.write(file(), changed);
            final long before = threads.getCurrentThreadAllocatedBytes();
            try {
                assertEqualWeights(expected, read(changed));
            } catch (final InvalidInputException e) {
                errors++;
            }

            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 6L * whole.length + 500_000, String.format(Locale.ROOT, "%d bytes in round %d", allocated, round));
        }

        assertTrue(errors > rounds / 2, errors + " errors");
    }

    /** The same with changes that the checksum of the pickle does not betray. */
    @Test
    void testRandomChangesOfThePickleGiveAnErrorOrTensorsThatFit() throws IOException {
        final byte[] pickle = smallPickle();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final SplittableRandom random = new SplittableRandom(6);
        int errors = 0;
        for (int round = 0; round < RANDOM_CHANGES; round++) {
            final byte[] changed = pickle.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }

            WeightFiles.torch(file(), changed, Map.of("0", NUMBERS, "1", NUMBERS));
            final long before = threads.getCurrentThreadAllocatedBytes();
            try (TensorFile file = open(file())) {
                for (final Map.Entry<String, TensorFile.Tensor> tensor : file.tensors().entrySet()) {
                    final long size = Arrays.stream(tensor.getValue().shape()).reduce(1, Math::multiplyExact);
                    assertEquals(size, file.values(tensor.getKey()).remaining());
                }
            } catch (final InvalidInputException e) {
                errors++;
            }

            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 1_000_000, String.format(Locale.ROOT, "%d bytes in round %d", allocated, round));
        }

        assertTrue(errors > RANDOM_CHANGES / 4, errors + " errors");
    }

    private byte[] smallFile() throws IOException {
        return Files.readAllBytes(WeightFiles.torch(file(), smallPickle(), Map.of("0", NUMBERS, "1", NUMBERS)));
    }

    private static byte[] smallPickle() {
        return new PickleBuilder().global("collections", "OrderedDict").ascii(")R(").text("a").tensor("FloatStorage", "0", 10, 2, new long[]{2, 4}, new long[]{4, 1})
                .text("b").tensor("HalfStorage", "1", 20, 0, new long[]{3, 3, 2}, new long[]{1, 6, 3}).ascii("u").build();
    }

    private Map<String, float[]> read(final byte[] content) throws IOException {
        Files.write(file(), content);
        final Map<String, float[]> weights = new LinkedHashMap<>();
        try (TensorFile file = open(file())) {
            for (final Map.Entry<String, TensorFile.Tensor> tensor : file.tensors().entrySet()) {
                if (tensor.getValue().type().equals("F32") || tensor.getValue().type().equals("F16")) {
                    weights.put(tensor.getKey(), values(file, tensor.getKey()));
                }
            }
        }

        return weights;
    }

    private static void assertEqualWeights(final Map<String, float[]> expected, final Map<String, float[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    private static float[] values(final TensorFile file, final String name) throws IOException {
        final FloatBuffer values = file.values(name);
        final float[] array = new float[values.remaining()];
        values.get(array);
        return array;
    }

    private Path file() {
        return directory.resolve("weights.pth");
    }

    private static TensorFile open(final Path path) throws IOException {
        final FileChannel channel = FileChannel.open(path);
        try {
            return TensorFile.open(path.toString(), channel);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void assertInvalid(final Path path, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> open(path).close());
        assertEquals(InvalidInputException.Code.INVALID_MODEL, exception.code(), exception.getMessage());
        assertTrue(exception.getMessage().startsWith(path.toString()), exception.getMessage());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
