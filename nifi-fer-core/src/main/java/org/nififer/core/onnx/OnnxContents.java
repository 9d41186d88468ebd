package org.nififer.core.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.io.IOException;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is read off an ONNX file before ONNX Runtime sees it: whether it is one at all, the files outside that its tensors
 * lie in, and how many weights of which type it has. Constants inside of nodes, control flow and functions are looked into as well.
 */
public final class OnnxContents {

    private static final int DEEPEST = 64;
    private static final Map<Integer, String> TYPES = Map.of(1, "fp32", 2, "uint8", 3, "int8", 10, "fp16", 11, "fp64", 16, "bf16");

    private final SortedSet<String> externalFiles = new TreeSet<>();
    private final Map<Integer, Long> valuesOfType = new TreeMap<>();
    private boolean graph;

    private OnnxContents() {
    }

    /** The messages that a tensor can lie in, and in which field of each the next one does. */
    private enum Message {
        MODEL, GRAPH, NODE, ATTRIBUTE, TENSOR, SPARSE_TENSOR, TRAINING, FUNCTION, ENTRY;

        private Message inside(final int field) {
            return switch (this) {
                case MODEL -> inside(field, 7, GRAPH, 20, TRAINING, 25, FUNCTION);
                case TRAINING -> inside(field, 1, GRAPH, 2, GRAPH);
                case FUNCTION -> inside(field, 7, NODE, 11, ATTRIBUTE);
                case GRAPH -> inside(field, 1, NODE, 5, TENSOR, 15, SPARSE_TENSOR);
                case NODE -> inside(field, 5, ATTRIBUTE);
                case ATTRIBUTE -> inside(field, 5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE_TENSOR, 23, SPARSE_TENSOR);
                case SPARSE_TENSOR -> inside(field, 1, TENSOR, 2, TENSOR);
                case TENSOR -> inside(field, 13, ENTRY);
                case ENTRY -> null;
            };
        }

        private static Message inside(final int field, final Object... fieldsAndMessages) {
            for (int index = 0; index < fieldsAndMessages.length; index += 2) {
                if (fieldsAndMessages[index].equals(field)) {
                    return (Message) fieldsAndMessages[index + 1];
                }
            }

            return null;
        }
    }

    /**
     * Reads a file.
     *
     * @param content of the file
     * @param file    what error messages call it
     * @throws InvalidInputException where it is no ONNX model
     */
    public static OnnxContents read(final byte[] content, final String file) throws InvalidInputException {
        final OnnxContents contents = new OnnxContents();
        try {
            contents.read(CodedInputStream.newInstance(content), Message.MODEL, 0);
        } catch (final InvalidProtocolBufferException e) {
            throw new InvalidInputException(Code.INVALID_MODEL, "%s is truncated or no ONNX model: %s".formatted(file, e.getMessage()), e);
        } catch (final IOException e) {
            throw new IllegalStateException("Memory is always readable", e);
        }

        if (!contents.graph) {
            throw new InvalidInputException(Code.INVALID_MODEL, "%s has no graph: it is not an ONNX model".formatted(file));
        }

        return contents;
    }

    private void read(final CodedInputStream input, final Message message, final int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new InvalidProtocolBufferException("its graphs are nested more than %d deep".formatted(DEEPEST));
        }

        final Tensor tensor = new Tensor();
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            final int field = WireFormat.getTagFieldNumber(tag);
            final boolean bytes = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            final Message inner = bytes ? message.inside(field) : null;
            if (inner == Message.ENTRY) {
                readEntry(input);
            } else if (inner != null) {
                graph |= inner == Message.GRAPH;
                final int limit = input.pushLimit(input.readRawVarint32());
                read(input, inner, depth + 1);
                input.checkLastTagWas(0);
                input.popLimit(limit);
            } else if (message != Message.TENSOR || !tensor.read(input, tag)) {
                input.skipField(tag);
            }
        }

        if (message == Message.TENSOR) {
            valuesOfType.merge(tensor.type, tensor.values, Long::sum);
        }
    }

    /** An entry of a tensor's external_data; of a field that is there twice the last one counts. */
    private void readEntry(final CodedInputStream input) throws IOException {
        final int limit = input.pushLimit(input.readRawVarint32());
        ByteString key = ByteString.EMPTY;
        ByteString value = ByteString.EMPTY;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (tag == (1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                key = input.readBytes();
            } else if (tag == (2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                value = input.readBytes();
            } else {
                input.skipField(tag);
            }
        }

        input.popLimit(limit);
        if (key.toStringUtf8().equals("location")) {
            externalFiles.add(value.toStringUtf8());
        }
    }

    /** Type and size of a tensor. */
    private static final class Tensor {

        private int type;
        private long values = 1;

        private boolean read(final CodedInputStream input, final int tag) throws IOException {
            final int field = WireFormat.getTagFieldNumber(tag);
            final boolean number = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
            if (field == 1 && number) {
                values *= input.readInt64();
            } else if (field == 1 && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                final int limit = input.pushLimit(input.readRawVarint32());
                while (!input.isAtEnd()) {
                    values *= input.readInt64();
                }

                input.popLimit(limit);
            } else if (field == 2 && number) {
                type = input.readInt32();
            } else {
                return false;
            }

            return true;
        }
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
