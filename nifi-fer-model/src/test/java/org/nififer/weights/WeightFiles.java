package org.nififer.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Files of weights that tests write.
 */
public final class WeightFiles {

    private WeightFiles() {
    }

    /** A tensor of a safetensors file. */
    public record Content(String type, long[] shape, byte[] data) {
    }

    /** One of the small Swins of the reference values. */
    public static byte[] fixture(final String name) throws IOException {
        try (InputStream stream = WeightFiles.class.getResourceAsStream("/fixtures/" + name)) {
            return stream.readAllBytes();
        }
    }

    /** The tensors of the small Swin with timm's names, to be changed and written again. */
    public static Map<String, Content> timm() throws IOException {
        final ByteBuffer file = ByteBuffer.wrap(fixture("swin-small.timm.safetensors")).order(ByteOrder.LITTLE_ENDIAN);
        final byte[] json = new byte[(int) file.getLong()];
        file.get(json);
        final byte[] data = Arrays.copyOfRange(file.array(), file.position(), file.capacity());
        final ObjectNode header = (ObjectNode) new ObjectMapper().readTree(json);
        header.remove("__metadata__");
        final Map<String, Content> tensors = new LinkedHashMap<>();
        header.properties().forEach(entry -> {
            final List<Long> shape = new ArrayList<>();
            entry.getValue().path("shape").forEach(length -> shape.add(length.asLong()));
            tensors.put(entry.getKey(), new Content("F32", shape.stream().mapToLong(Long::longValue).toArray(),
                    Arrays.copyOfRange(data, entry.getValue().path("data_offsets").get(0).asInt(), entry.getValue().path("data_offsets").get(1).asInt())));
        });
        return tensors;
    }

    public static Path safetensors(final Path file, final Map<String, Content> tensors) throws IOException {
        final ObjectMapper mapper = new ObjectMapper();
        final ObjectNode header = mapper.createObjectNode();
        final ByteArrayOutputStream data = new ByteArrayOutputStream();
        tensors.forEach((name, tensor) -> {
            final ObjectNode node = header.putObject(name).put("dtype", tensor.type());
            Arrays.stream(tensor.shape()).forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(data.size()).add(data.size() + tensor.data().length);
            data.writeBytes(tensor.data());
        });
        final byte[] json = mapper.writeValueAsBytes(header);
        final ByteBuffer content = ByteBuffer.allocate(Long.BYTES + json.length + data.size()).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(file, content.putLong(json.length).put(json).put(data.toByteArray()).array());
    }

    /** An archive as torch.save writes it. */
    public static Path torch(final Path file, final byte[] pickle, final Map<String, byte[]> storages) throws IOException {
        final Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("weights/data.pkl", pickle);
        storages.forEach((key, data) -> entries.put("weights/data/" + key, data));
        return archive(file, entries, ZipEntry.STORED);
    }

    public static Path archive(final Path file, final Map<String, byte[]> entries, final int method) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (final Map.Entry<String, byte[]> content : entries.entrySet()) {
                final CRC32 checksum = new CRC32();
                checksum.update(content.getValue());
                final ZipEntry entry = new ZipEntry(content.getKey());
                entry.setMethod(method);
                if (method == ZipEntry.STORED) {
                    entry.setSize(content.getValue().length);
                    entry.setCrc(checksum.getValue());
                }

                zip.putNextEntry(entry);
                zip.write(content.getValue());
                zip.closeEntry();
            }
        }

        return file;
    }

    /** Floats as a file has them. */
    public static byte[] floats(final float... values) {
        final ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return data.array();
    }
}
