package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;
import org.nififer.common.Sha256;
import org.nififer.weights.SafetensorsHeader;
import org.nififer.weights.SafetensorsWriter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Keeps the answers of a teacher in the directory of a run, so that it is asked once, and a run that goes on learns the same to the bit.
 */
final class SoftLabelFile {

    private static final String NAME = "soft-labels.safetensors";
    private static final String TENSOR = "probabilities";
    private static final String SHA256 = "sha256";

    private final Path file;
    private final Map<String, String> key;
    private final int[] samples;
    private final int outputs;
    private final double weight;

    /**
     * The file of a run, which need not be there.
     *
     * @param samples that the teacher is asked about, ascending
     * @param outputs of the network
     */
    SoftLabelFile(final Path directory, final Teacher teacher, final String datasetFingerprint, final int[] samples, final int outputs) {
        this.file = directory.resolve(NAME);
        this.samples = samples;
        this.outputs = outputs;
        this.weight = teacher.weight();
        this.key = Map.of("teacher", teacher.modelId(), "temperature", Double.toString(teacher.temperature()), "dataset", datasetFingerprint,
                "samples", Sha256.hex(bytes(samples).array()));
    }

    private static ByteBuffer bytes(final int[] numbers) {
        final ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Integer.BYTES));
        bytes.asIntBuffer().put(numbers);
        return bytes;
    }

    /**
     * Reads what an earlier process has kept; empty where it kept nothing, or the answers of another teacher or for other samples.
     *
     * @param damaged hears of a file that is damaged, a sentence
     */
    Optional<SoftLabels> read(final Consumer<String> damaged) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }

        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final SafetensorsHeader header = SafetensorsHeader.read(channel, file.toString());
            if (!header.metadata().entrySet().containsAll(key.entrySet())) {
                return Optional.empty();
            }

            final float[] values = new float[Math.multiplyExact(samples.length, outputs)];
            final ByteBuffer bytes = SafetensorsHeader.buffer(channel, header.dataStart(), Math.multiplyExact(values.length, Float.BYTES), file.toString());
            if (!Sha256.hex(bytes.array()).equals(header.metadata().get(SHA256))) {
                damaged.accept(String.format(Locale.ROOT, "%s is damaged: its content has another SHA-256 than it says; the teacher is asked again", file));
                return Optional.empty();
            }

            bytes.asFloatBuffer().get(values);
            return Optional.of(new SoftLabels(samples, values, weight));
        } catch (final InvalidInputException e) {
            damaged.accept(String.format(Locale.ROOT, "%s; the teacher is asked again", e.getMessage()));
            return Optional.empty();
        }
    }

    /** Writes them, atomically. */
    void write(final SoftLabels labels) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(labels.values().length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(labels.values());
        final Map<String, String> metadata = new TreeMap<>(key);
        metadata.put(SHA256, Sha256.hex(bytes.array()));
        final Path temporary = file.resolveSibling(NAME + ".part");
        SafetensorsWriter.write(temporary, metadata, Map.of(TENSOR, new SafetensorsWriter.Tensor("F32", new long[]{samples.length, outputs}, bytes.capacity(), () -> bytes)));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what a run has kept in a directory. */
    static void remove(final Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(NAME));
        Files.deleteIfExists(directory.resolve(NAME + ".part"));
    }
}
