package org.nififer.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is read off an ONNX file before ONNX Runtime sees it: whether it is one at all, the files outside that its tensors
 * lie in, and how many weights of which type it has. Constants inside of nodes, control flow and functions are looked into as well.
 */
public final class OnnxContents {

    private static final int DEEPEST = 64;
    /** The texts of an entry of a tensor's external_data, fields 1 and 2, and what the place of the data is called in it. */
    private static final int KEY = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int VALUE = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final String LOCATION = "location";
    private static final Map<Long, String> TYPES = Map.of(1L, "fp32", 2L, "uint8", 3L, "int8", 10L, "fp16", 11L, "fp64", 16L, "bf16");

    private final SortedSet<String> externalFiles = new TreeSet<>();
    private final Map<Long, Long> valuesOfType = new TreeMap<>();
    private boolean graph;

    private OnnxContents() {
    }

    /** The messages that a tensor can lie in, and in which field of each the next one does. */
    private enum Message {
        MODEL, GRAPH, NODE, ATTRIBUTE, TENSOR, SPARSE_TENSOR, TRAINING, FUNCTION, ENTRY;

        /** The message in a field; null where it is none, or one that no tensor lies in. */
        private Message inside(final int tag) {
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                return null;
            }

            final int field = WireFormat.getTagFieldNumber(tag);
            return switch (this) {
                case MODEL -> switch (field) {
                    case 7 -> GRAPH;
                    case 20 -> TRAINING;
                    case 25 -> FUNCTION;
                    default -> null;
                };
                case TRAINING -> field == 1 || field == 2 ? GRAPH : null;
                case FUNCTION -> switch (field) {
                    case 7 -> NODE;
                    case 11 -> ATTRIBUTE;
                    default -> null;
                };
                case GRAPH -> switch (field) {
                    case 1 -> NODE;
                    case 5 -> TENSOR;
                    case 15 -> SPARSE_TENSOR;
                    default -> null;
                };
                case NODE -> field == 5 ? ATTRIBUTE : null;
                case ATTRIBUTE -> switch (field) {
                    case 5, 10 -> TENSOR;
                    case 6, 11 -> GRAPH;
                    case 22, 23 -> SPARSE_TENSOR;
                    default -> null;
                };
                case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : null;
                case TENSOR -> field == 13 ? ENTRY : null;
                case ENTRY -> null;
            };
        }
    }

    /**
     * Reads a file. It is followed field by field, and nothing is kept of it: what it announces takes no memory.
     *
     * @param content of the file
     * @param file    what error messages call it
     * @throws InvalidInputException where it is no ONNX model
     */
    public static OnnxContents read(final byte[] content, final String file) throws InvalidInputException {
        final OnnxContents contents = new OnnxContents();
        try {
            contents.read(CodedInputStream.newInstance(content), Message.MODEL, 0);
        } catch (final IOException e) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s is truncated or no ONNX model: %s", file, e.getMessage()), e);
        }

        if (!contents.graph) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has no graph: it is not an ONNX model", file));
        }

        return contents;
    }

    private void read(final CodedInputStream input, final Message message, final int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new InvalidProtocolBufferException(String.format(Locale.ROOT, "Its graphs are nested more than %d deep", DEEPEST));
        }

        long type = 0;
        long values = 1;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            final Message inner = message.inside(tag);
            if (inner == Message.ENTRY) {
                location(input.readBytes()).ifPresent(externalFiles::add);
            } else if (inner != null) {
                graph |= inner == Message.GRAPH;
                final int end = input.pushLimit(input.readRawVarint32());
                read(input, inner, depth + 1);
                input.popLimit(end);
            } else if (message == Message.TENSOR && WireFormat.getTagFieldNumber(tag) == 1) {
                values *= dimensions(input, tag);
            } else if (message == Message.TENSOR && WireFormat.getTagFieldNumber(tag) == 2 && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                type = input.readInt64();
            } else {
                skip(input, tag);
            }
        }

        if (message == Message.TENSOR) {
            valuesOfType.merge(type, values, Long::sum);
        }
    }

    private static void skip(final CodedInputStream input, final int tag) throws IOException {
        if (!input.skipField(tag)) {
            throw new InvalidProtocolBufferException("It has the end of a group that has not begun");
        }
    }

    /** The product of the dimensions in a field, which is one number, or several one after another. */
    private static long dimensions(final CodedInputStream input, final int tag) throws IOException {
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> {
                return input.readInt64();
            }
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                long product = 1;
                final int end = input.pushLimit(input.readRawVarint32());
                while (!input.isAtEnd()) {
                    product *= input.readInt64();
                }

                input.popLimit(end);
                return product;
            }
            default -> {
                skip(input, tag);
                return 1;
            }
        }
    }

    /** What an entry of a tensor's external_data says of its place, where it is that; of a field that is there twice the last one counts. */
    private static Optional<String> location(final ByteString entry) throws IOException {
        final CodedInputStream input = entry.newCodedInput();
        String key = "";
        String value = "";
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (tag) {
                case KEY -> key = input.readString();
                case VALUE -> value = input.readString();
                default -> skip(input, tag);
            }
        }

        return key.equals(LOCATION) ? Optional.of(value) : Optional.empty();
    }

    /**
     * The same model with its external data in other places.
     *
     * @param content   of a file that {@link #read} has accepted
     * @param locations the new places by those that the file names
     */
    public static byte[] relocated(final byte[] content, final Map<String, String> locations) throws IOException {
        return relocated(CodedInputStream.newInstance(content), UnsafeByteOperations.unsafeWrap(content), Message.MODEL, locations).array();
    }

    private static ProtoMessage relocated(final CodedInputStream input, final ByteString content, final Message message, final Map<String, String> locations) throws IOException {
        final ProtoMessage relocated = new ProtoMessage();
        int start = input.getTotalBytesRead();
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            final Message inner = message.inside(tag);
            if (inner == Message.ENTRY) {
                final ByteString entry = input.readBytes();
                final Optional<String> location = location(entry);
                relocated.message(WireFormat.getTagFieldNumber(tag), location.isEmpty() ? new ProtoMessage().encoded(entry)
                        : new ProtoMessage().text(1, LOCATION).text(2, locations.getOrDefault(location.get(), location.get())));
            } else if (inner != null) {
                final int end = input.pushLimit(input.readRawVarint32());
                relocated.message(WireFormat.getTagFieldNumber(tag), relocated(input, content, inner, locations));
                input.popLimit(end);
            } else {
                skip(input, tag);
                relocated.encoded(content.substring(start, input.getTotalBytesRead()));
            }

            start = input.getTotalBytesRead();
        }

        return relocated;
    }

    /** The places of external data as the file names them, in alphabetical order. */
    public SortedSet<String> externalFiles() {
        return externalFiles;
    }

    /** How many values all floating-point and quantised tensors of the file have. */
    public long parameterCount() {
        return valuesOfType.entrySet().stream().filter(entry -> TYPES.containsKey(entry.getKey())).mapToLong(Map.Entry::getValue).sum();
    }

    /** The type that most of these values have, such as fp32. */
    public String precision() {
        return valuesOfType.entrySet().stream().filter(entry -> TYPES.containsKey(entry.getKey())).max(Map.Entry.comparingByValue())
                .map(entry -> TYPES.get(entry.getKey())).orElse("no weights");
    }
}
