package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the pickle of a state dict as {@code torch.save} writes it (protocol 2). Python's pickles are programs that may call anything;
 * here the operations and the few names that a state dict consists of are known, and all others are refused by name and position.
 *
 * <p>Values become Java objects: dict a {@link LinkedHashMap}, list an {@link ArrayList}, tuple an {@code Object[]}, str a {@link String}, int a
 * {@link Long}, float a {@link Double}, bool a {@link Boolean}, None {@link #NONE}, a tensor a {@link TensorView}. They can contain themselves: never
 * call {@code toString}, {@code equals} or {@code hashCode} on a container.
 */
final class PickleReader {

    /** Python's None. */
    static final Object NONE = new Object();

    private static final int PROTOCOL = 2;
    private static final int MAXIMUM_NAME = 200;

    private final String file;
    private final ByteBuffer pickle;
    private final PickleStack stack = new PickleStack();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int position;
    private PickleOpcode opcode;

    private PickleReader(final ByteBuffer pickle, final String file) {
        this.pickle = pickle.order(ByteOrder.LITTLE_ENDIAN);
        this.file = file;
    }

    /**
     * Reads a whole pickle.
     *
     * @param file what error messages call it
     * @throws InvalidInputException naming the first operation or name that a state dict does not have, or what is malformed, and its position
     */
    static Object read(final ByteBuffer pickle, final String file) throws InvalidInputException {
        final PickleReader reader = new PickleReader(pickle, file);
        try {
            return reader.read();
        } catch (final IllegalArgumentException e) {
            // What does not fit on the stack or as an argument: this object knows where that is.
            throw reader.invalid(e.getMessage());
        }
    }

    private Object read() throws InvalidInputException {
        next();
        if (opcode != PickleOpcode.PROTO || take(1).get() != PROTOCOL) {
            throw invalid(String.format(Locale.ROOT, "its pickle is not of protocol %d, in which torch.save writes by default", PROTOCOL));
        }

        next();
        while (opcode != PickleOpcode.STOP) {
            execute();
            next();
        }

        final Object result = stack.pop();
        if (!stack.isEmpty() || pickle.hasRemaining()) {
            throw invalid("something is left after the end of the pickle");
        }

        return result;
    }

    private void next() throws InvalidInputException {
        position = pickle.position();
        if (!pickle.hasRemaining()) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s ends after %d bytes without a STOP", file, position));
        }

        opcode = PickleOpcode.of(pickle.get());
    }

    /** The next bytes of the pickle, little endian. */
    private ByteBuffer take(final long length) throws InvalidInputException {
        if (length > pickle.remaining()) {
            throw invalid(String.format(Locale.ROOT, "it asks for %d bytes, but only %d are left", length, pickle.remaining()));
        }

        final ByteBuffer bytes = pickle.slice(pickle.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        pickle.position(pickle.position() + (int) length);
        return bytes;
    }

    private void execute() throws InvalidInputException {
        switch (opcode) {
            case MARK -> stack.mark();
            case NONE -> stack.push(NONE);
            case NEWTRUE -> stack.push(Boolean.TRUE);
            case NEWFALSE -> stack.push(Boolean.FALSE);
            case BININT -> stack.push((long) take(Integer.BYTES).getInt());
            case BININT1 -> stack.push((long) Byte.toUnsignedInt(take(1).get()));
            case BININT2 -> stack.push((long) Short.toUnsignedInt(take(Short.BYTES).getShort()));
            case LONG1 -> stack.push(longInteger());
            case BINFLOAT -> stack.push(take(Double.BYTES).order(ByteOrder.BIG_ENDIAN).getDouble());
            case BINUNICODE -> stack.push(text());
            case EMPTY_TUPLE -> stack.push(new Object[0]);
            case TUPLE1 -> stack.push(stack.popped(1));
            case TUPLE2 -> stack.push(stack.popped(2));
            case TUPLE3 -> stack.push(stack.popped(3));
            case TUPLE -> stack.push(stack.poppedToMark());
            case EMPTY_LIST -> stack.push(new ArrayList<>());
            case APPEND -> append(stack.popped(1));
            case APPENDS -> append(stack.poppedToMark());
            case EMPTY_DICT -> stack.push(new LinkedHashMap<>());
            case SETITEM -> set(stack.popped(2));
            case SETITEMS -> set(stack.poppedToMark());
            case BINPUT -> put(Byte.toUnsignedInt(take(1).get()));
            case LONG_BINPUT -> put(take(Integer.BYTES).getInt());
            case BINGET -> get(Byte.toUnsignedInt(take(1).get()));
            case LONG_BINGET -> get(take(Integer.BYTES).getInt());
            case GLOBAL -> stack.push(named(line(), line()));
            case BINPERSID -> stack.push(storage());
            case REDUCE -> reduce();
            case BUILD -> build();
            default -> throw invalid("a state dict has no such operation. " + StateDict.ADVICE);
        }
    }

    private long longInteger() throws InvalidInputException {
        final ByteBuffer bytes = take(Byte.toUnsignedInt(take(1).get()));
        if (bytes.remaining() > Long.BYTES) {
            throw invalid(String.format(Locale.ROOT, "it has an integer of %d bytes; expected up to %d", bytes.remaining(), Long.BYTES));
        }

        long value = bytes.hasRemaining() && bytes.get(bytes.limit() - 1) < 0 ? -1 : 0;
        for (int index = bytes.limit() - 1; index >= 0; index--) {
            value = value << Byte.SIZE | Byte.toUnsignedLong(bytes.get(index));
        }

        return value;
    }

    private String text() throws InvalidInputException {
        return StandardCharsets.UTF_8.decode(take(Integer.toUnsignedLong(take(Integer.BYTES).getInt()))).toString();
    }

    private String line() throws InvalidInputException {
        final StringBuilder line = new StringBuilder();
        for (char letter = (char) take(1).get(); letter != '\n'; letter = (char) take(1).get()) {
            if (line.length() == MAXIMUM_NAME) {
                throw invalid(String.format(Locale.ROOT, "it has a name of more than %d letters", MAXIMUM_NAME));
            }

            line.append(letter);
        }

        return line.toString();
    }

    private Object named(final String module, final String member) throws InvalidInputException {
        final Optional<PickleFunction> function = PickleFunction.named(module, member);
        if (function.isPresent()) {
            return function.get();
        }

        final Optional<ElementType> type = module.equals("torch") ? ElementType.ofStorage(member) : Optional.empty();
        return type.orElseThrow(() -> invalid(String.format(Locale.ROOT, "it asks for %s, which no state dict needs. %s", TensorNames.printable(module + "." + member),
                StateDict.ADVICE)));
    }

    private void append(final Object[] items) throws InvalidInputException {
        // Nothing but EMPTY_LIST makes lists, and what is in them is of no interest to their type.
        @SuppressWarnings("unchecked")
        final List<Object> list = stack.top(ArrayList.class, "a list");
        list.addAll(Arrays.asList(items));
    }

    private void set(final Object[] items) throws InvalidInputException {
        if (items.length % 2 != 0) {
            throw invalid("there is a key without a value");
        }

        @SuppressWarnings("unchecked")
        final Map<Object, Object> dict = stack.top(LinkedHashMap.class, "a dict");
        for (int index = 0; index < items.length; index += 2) {
            if (!(items[index] instanceof String) && !(items[index] instanceof Long)) {
                throw invalid(String.format(Locale.ROOT, "it has %s as a key; expected a text or an integer", PickleStack.kind(items[index])));
            }

            if (dict.put(items[index], items[index + 1]) != null) {
                throw invalid(String.format(Locale.ROOT, "it has the key '%s' twice", TensorNames.printable(items[index].toString())));
            }
        }
    }

    private void put(final int index) throws InvalidInputException {
        if (memo.size() == PickleStack.MAXIMUM_VALUES) {
            throw invalid(String.format(Locale.ROOT, "it remembers more than %d values, more than any state dict", PickleStack.MAXIMUM_VALUES));
        }

        memo.put(index, stack.top(Object.class, "a value"));
    }

    private void get(final int index) throws InvalidInputException {
        final Object value = memo.get(index);
        if (value == null) {
            throw invalid(String.format(Locale.ROOT, "it recalls value %s, which was never remembered", Integer.toUnsignedString(index)));
        }

        stack.push(value);
    }

    /** {@code ('storage', type, key, device, size)}; the device, such as cuda:0, only says where the tensor was. */
    private TensorView.Storage storage() throws InvalidInputException {
        final Object[] id = stack.pop(Object[].class, "a tuple");
        if (id.length == 5 && "storage".equals(id[0]) && id[1] instanceof final ElementType type && id[2] instanceof final String key && id[4] instanceof final Long size) {
            return new TensorView.Storage(type, key, size);
        }

        throw invalid("a storage is ('storage', type, key, device, size), but this is something else");
    }

    private void reduce() throws InvalidInputException {
        final Object[] arguments = stack.pop(Object[].class, "a tuple of arguments");
        final PickleFunction function = stack.pop(PickleFunction.class, "a function");
        stack.push(function.call(arguments));
    }

    /** An ordered dict of torch has attributes, the versions of its modules, which say nothing about the weights. */
    private void build() throws InvalidInputException {
        stack.pop(LinkedHashMap.class, "a dict of attributes");
        stack.top(LinkedHashMap.class, "an OrderedDict");
    }

    private InvalidInputException invalid(final String message) {
        return new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s, byte %d, %s: %s", file, position,
                opcode == PickleOpcode.UNKNOWN ? "unknown opcode" : "opcode " + opcode, message));
    }
}
