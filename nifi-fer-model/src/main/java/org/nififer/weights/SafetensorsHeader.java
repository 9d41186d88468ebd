package org.nififer.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The header of a safetensors file (length, little endian; JSON; data), checked against the file before any tensor is read.
 *
 * @param metadata  the texts under {@code __metadata__}
 * @param tensors   by name, in the order of the header
 * @param dataStart where in the file the data begins, bytes
 */
public record SafetensorsHeader(Map<String, String> metadata, Map<String, Tensor> tensors, long dataStart) {

    /** The key of the texts that are no tensors. */
    public static final String METADATA = "__metadata__";

    /** The largest Swin needs some 100 kB; parsed, a header can take thirty times its length. The reference implementation reads up to 100 MB. */
    private static final long MAXIMUM_LENGTH = 4 << 20;
    private static final Map<String, Integer> TYPE_BYTES = Map.ofEntries(Map.entry("BOOL", 1), Map.entry("U8", 1), Map.entry("I8", 1), Map.entry("F8_E5M2", 1),
            Map.entry("F8_E4M3", 1), Map.entry("I16", 2), Map.entry("U16", 2), Map.entry("F16", 2), Map.entry("BF16", 2), Map.entry("I32", 4), Map.entry("U32", 4),
            Map.entry("F32", 4), Map.entry("F64", 8), Map.entry("I64", 8), Map.entry("U64", 8));
    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * A tensor's place.
     *
     * @param type  as safetensors writes it, such as F32
     * @param begin from the start of the data, bytes
     */
    public record Tensor(String type, long[] shape, long begin, long end) {
    }

    /**
     * Reads and checks the header.
     *
     * @param file what error messages call the file
     * @throws InvalidInputException naming the file, the tensor and what is wrong
     */
    public static SafetensorsHeader read(final FileChannel channel, final String file) throws IOException {
        final long size = channel.size();
        if (size < Long.BYTES) {
            throw invalid(file, String.format(Locale.ROOT, "has %d bytes; a safetensors file starts with 8 bytes of header length", size));
        }

        final long length = buffer(channel, 0, Long.BYTES, file).getLong();
        if (length > size - Long.BYTES) {
            throw invalid(file, String.format(Locale.ROOT, "announces a header of %d bytes, but only %d follow: it is truncated or not a safetensors file", length,
                    size - Long.BYTES));
        }

        if (length < 2 || length > MAXIMUM_LENGTH) {
            throw invalid(file, String.format(Locale.ROOT, "announces a header of %s bytes; expected 2 to %d in the header of a safetensors file", Long.toUnsignedString(length),
                    MAXIMUM_LENGTH));
        }

        final byte[] json = buffer(channel, Long.BYTES, (int) length, file).array();
        final JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has a header that is not valid JSON: %s", file, e.getOriginalMessage()), e);
        }

        if (!root.isObject()) {
            throw invalid(file, "has a header that is not a JSON object");
        }

        final SafetensorsHeader header = new SafetensorsHeader(new LinkedHashMap<>(), new LinkedHashMap<>(), Long.BYTES + length);
        for (final Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals(METADATA)) {
                entry.getValue().properties().forEach(text -> header.metadata.put(text.getKey(), text.getValue().asText()));
            } else {
                header.tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), file));
            }
        }

        header.checkData(size, file);
        return header;
    }

    /** Little-endian bytes of the file; a file that ends before them is an error. */
    public static ByteBuffer buffer(final FileChannel channel, final long position, final int length, final String file) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw invalid(file, "ended while it was read");
            }
        }

        return buffer.flip();
    }

    private static Tensor tensor(final String name, final JsonNode node, final String file) throws InvalidInputException {
        final String type = node.path("dtype").asText();
        final JsonNode offsets = node.path("data_offsets");
        if (!TYPE_BYTES.containsKey(type)) {
            throw invalid(file, String.format(Locale.ROOT, "has tensor %s of the unknown dtype '%s'", name, type));
        }

        if (!node.path("shape").isArray() || !offsets.isArray() || offsets.size() != 2 || !offsets.get(0).isIntegralNumber() || !offsets.get(1).isIntegralNumber()) {
            throw invalid(file, String.format(Locale.ROOT, "has tensor %s without a shape and two data_offsets", name));
        }

        final long[] shape = new long[node.path("shape").size()];
        long bytes = TYPE_BYTES.get(type);
        for (int dimension = 0; dimension < shape.length; dimension++) {
            final JsonNode value = node.path("shape").get(dimension);
            if (!value.canConvertToLong() || !value.isIntegralNumber() || value.asLong() < 0) {
                throw invalid(file, String.format(Locale.ROOT, "has tensor %s with %s as a dimension", name, value));
            }

            shape[dimension] = value.asLong();
            bytes = bytes > 0 && shape[dimension] > Long.MAX_VALUE / bytes ? Long.MAX_VALUE : bytes * shape[dimension];
        }

        final long begin = offsets.get(0).asLong();
        final long end = offsets.get(1).asLong();
        if (begin < 0 || end < begin || end - begin != bytes) {
            throw invalid(file, String.format(Locale.ROOT, "has tensor %s with %s of shape %s, which needs %d bytes, at data_offsets %s", name, type, node.path("shape"), bytes,
                    offsets));
        }

        return new Tensor(type, shape, begin, end);
    }

    /** The tensors must fill the data without holes or overlaps: nothing hides in a file, and nothing is missing. */
    private void checkData(final long size, final String file) throws InvalidInputException {
        long position = 0;
        final List<Map.Entry<String, Tensor>> ordered = tensors.entrySet().stream().sorted(Comparator.comparingLong(entry -> entry.getValue().begin)).toList();
        for (final Map.Entry<String, Tensor> entry : ordered) {
            final Tensor tensor = entry.getValue();
            if (tensor.end > size - dataStart) {
                throw invalid(file, String.format(Locale.ROOT, "is truncated: tensor %s ends at byte %d of the data, but only %d are there", entry.getKey(), tensor.end,
                        size - dataStart));
            }

            if (tensor.begin != position && tensor.end > tensor.begin) {
                throw invalid(file, String.format(Locale.ROOT, "has tensor %s at byte %d of the data, where %d was expected: tensors must neither overlap nor leave holes",
                        entry.getKey(), tensor.begin, position));
            }

            position = Math.max(position, tensor.end);
        }

        if (position != size - dataStart) {
            throw invalid(file, String.format(Locale.ROOT, "has %d bytes after the last tensor", size - dataStart - position));
        }
    }

    private static InvalidInputException invalid(final String file, final String message) {
        return new InvalidInputException(Code.INVALID_MODEL, file + " " + message);
    }
}
