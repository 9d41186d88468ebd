package org.nififer.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.Sha256;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * Writes safetensors files, one tensor after the other: all of them together may be more than the heap holds.
 */
public final class SafetensorsWriter {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final FileChannel output;
    private final MessageDigest digest = Sha256.digest();

    private SafetensorsWriter(final FileChannel output) {
        this.output = output;
    }

    /**
     * A tensor to be written.
     *
     * @param type   as safetensors writes it, such as F32
     * @param bytes  how many the content has
     * @param values asked for once, when it is written
     */
    public record Tensor(String type, long[] shape, long bytes, Content values) {
    }

    /** The bytes of a tensor, little endian. */
    @FunctionalInterface
    public interface Content {

        /** The bytes between position and limit. */
        ByteBuffer get() throws IOException;
    }

    /**
     * Writes a file and waits until the disk has it. Where that fails nothing is left.
     *
     * @param metadata the texts under {@code __metadata__}, written in this order
     * @param tensors  by name, written in this order
     * @return the SHA-256 of the file, 64 lower-case hexadecimal digits
     */
    public static String write(final Path file, final Map<String, String> metadata, final Map<String, Tensor> tensors) throws IOException {
        final byte[] json = padded(MAPPER.writeValueAsBytes(header(metadata, tensors)));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            final SafetensorsWriter writer = new SafetensorsWriter(channel);
            writer.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).flip());
            writer.write(ByteBuffer.wrap(json));
            for (final Tensor tensor : tensors.values()) {
                writer.write(tensor.values().get());
            }

            channel.force(true);
            return HexFormat.of().formatHex(writer.digest.digest());
        } catch (final IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static ObjectNode header(final Map<String, String> metadata, final Map<String, Tensor> tensors) {
        final ObjectNode header = MAPPER.createObjectNode();
        metadata.forEach(header.putObject(SafetensorsHeader.METADATA)::put);
        long position = 0;
        for (final Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            final ObjectNode node = header.putObject(tensor.getKey()).put("dtype", tensor.getValue().type());
            Arrays.stream(tensor.getValue().shape()).forEach(node.withArray("shape")::add);
            node.putArray("data_offsets").add(position).add(position + tensor.getValue().bytes());
            position += tensor.getValue().bytes();
        }

        return header;
    }

    /** Spaces at the end bring the data to a multiple of 8 bytes, so that readers can map it. */
    private static byte[] padded(final byte[] json) {
        final byte[] padded = Arrays.copyOf(json, (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
        Arrays.fill(padded, json.length, padded.length, " ".getBytes(StandardCharsets.US_ASCII)[0]);
        return padded;
    }

    private void write(final ByteBuffer data) throws IOException {
        digest.update(data.duplicate());
        while (data.hasRemaining()) {
            output.write(data);
        }
    }
}
