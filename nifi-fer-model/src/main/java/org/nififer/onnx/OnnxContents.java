package org.nififer.onnx;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.nio.ByteBuffer;
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
    private static final Map<Long, String> TYPES = Map.of(1L, "fp32", 2L, "uint8", 3L, "int8", 10L, "fp16", 11L, "fp64", 16L, "bf16");

    private final String file;
    private final SortedSet<String> externalFiles = new TreeSet<>();
    private final Map<Long, Long> valuesOfType = new TreeMap<>();
    private boolean graph;

    private OnnxContents(final String file) {
        this.file = file;
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
        final OnnxContents contents = new OnnxContents(file);
        contents.read(ByteBuffer.wrap(content), Message.MODEL, 0);
        if (!contents.graph) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has no graph: it is not an ONNX model", file));
        }

        return contents;
    }

    private void read(final ByteBuffer content, final Message message, final int depth) throws InvalidInputException {
        final ProtoReader reader = new ProtoReader(content, file);
        if (depth > DEEPEST) {
            throw reader.invalid(String.format(Locale.ROOT, "graphs that are nested more than %d deep", DEEPEST));
        }

        long type = 0;
        long values = 1;
        while (reader.next()) {
            final Message inner = reader.isBytes() ? message.inside(reader.field()) : null;
            if (inner == Message.ENTRY) {
                readEntry(reader.bytes());
            } else if (inner != null) {
                graph |= inner == Message.GRAPH;
                read(reader.bytes(), inner, depth + 1);
            } else if (message == Message.TENSOR && reader.field() == 1) {
                values *= dimensions(reader);
            } else if (message == Message.TENSOR && reader.field() == 2 && reader.isNumber()) {
                type = reader.number();
            }
        }

        if (message == Message.TENSOR) {
            valuesOfType.merge(type, values, Long::sum);
        }
    }

    /** The product of the dimensions in a field, which is one number, or several one after another. */
    private long dimensions(final ProtoReader reader) throws InvalidInputException {
        if (reader.isNumber()) {
            return reader.number();
        }

        long product = 1;
        if (reader.isBytes()) {
            final ProtoReader numbers = new ProtoReader(reader.bytes(), file);
            while (numbers.hasRemaining()) {
                product *= numbers.varint();
            }
        }

        return product;
    }

    private void readEntry(final ByteBuffer content) throws InvalidInputException {
        location(content, file).ifPresent(externalFiles::add);
    }

    /** What an entry of a tensor's external_data says of its place, where it is that; of a field that is there twice the last one counts. */
    private static Optional<String> location(final ByteBuffer content, final String file) throws InvalidInputException {
        final ProtoReader reader = new ProtoReader(content, file);
        String key = "";
        String value = "";
        while (reader.next()) {
            if (reader.isBytes() && reader.field() == 1) {
                key = reader.text();
            } else if (reader.isBytes() && reader.field() == 2) {
                value = reader.text();
            }
        }

        return key.equals("location") ? Optional.of(value) : Optional.empty();
    }

    /**
     * The same model with its external data in other places.
     *
     * @param content   of a file that {@link #read} has accepted
     * @param locations the new places by those that the file names
     */
    public static byte[] relocated(final byte[] content, final Map<String, String> locations) throws InvalidInputException {
        return relocated(ByteBuffer.wrap(content), Message.MODEL, locations).array();
    }

    private static ProtoMessage relocated(final ByteBuffer content, final Message message, final Map<String, String> locations) throws InvalidInputException {
        final ProtoReader reader = new ProtoReader(content, "the model");
        final ProtoMessage relocated = new ProtoMessage();
        int start = content.position();
        while (reader.next()) {
            final Message inner = reader.isBytes() ? message.inside(reader.field()) : null;
            final Optional<String> location = inner == Message.ENTRY ? location(reader.bytes().duplicate(), "the model") : Optional.empty();
            if (location.isPresent()) {
                relocated.message(reader.field(), new ProtoMessage().text(1, "location").text(2, locations.getOrDefault(location.get(), location.get())));
            } else if (inner != null && inner != Message.ENTRY) {
                relocated.message(reader.field(), relocated(reader.bytes(), inner, locations));
            } else {
                relocated.encoded(content.slice(start, content.position() - start));
            }

            start = content.position();
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
