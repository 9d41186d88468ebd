package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
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
    private static final int MAXIMUM_VALUES = 200_000;
    private static final int MAXIMUM_MARKS = 64;
    private static final int MAXIMUM_NAME = 200;

    private final String file;
    private final ByteBuffer pickle;
    private final List<Object> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int values;
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
        return new PickleReader(pickle, file).read();
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

        final Object result = pop();
        if (!stack.isEmpty() || !marks.isEmpty() || pickle.hasRemaining()) {
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
            case MARK -> mark();
            case NONE -> push(NONE);
            case NEWTRUE -> push(Boolean.TRUE);
            case NEWFALSE -> push(Boolean.FALSE);
            case BININT -> push((long) take(Integer.BYTES).getInt());
            case BININT1 -> push((long) Byte.toUnsignedInt(take(1).get()));
            case BININT2 -> push((long) Short.toUnsignedInt(take(Short.BYTES).getShort()));
            case LONG1 -> push(longInteger());
            case BINFLOAT -> push(take(Double.BYTES).order(ByteOrder.BIG_ENDIAN).getDouble());
            case BINUNICODE -> push(text());
            case EMPTY_TUPLE -> push(new Object[0]);
            case TUPLE1 -> push(popped(1));
            case TUPLE2 -> push(popped(2));
            case TUPLE3 -> push(popped(3));
            case TUPLE -> push(poppedToMark());
            case EMPTY_LIST -> push(new ArrayList<>());
            case APPEND -> append(popped(1));
            case APPENDS -> append(poppedToMark());
            case EMPTY_DICT -> push(new LinkedHashMap<>());
            case SETITEM -> set(popped(2));
            case SETITEMS -> set(poppedToMark());
            case BINPUT -> put(Byte.toUnsignedInt(take(1).get()));
            case LONG_BINPUT -> put(take(Integer.BYTES).getInt());
            case BINGET -> get(Byte.toUnsignedInt(take(1).get()));
            case LONG_BINGET -> get(take(Integer.BYTES).getInt());
            case GLOBAL -> push(named(line(), line()));
            case BINPERSID -> push(storage());
            case REDUCE -> reduce();
            case BUILD -> build();
            default -> throw invalid("a state dict has no such operation. " + StateDict.ADVICE);
        }
    }

    private void push(final Object value) throws InvalidInputException {
        values++;
        if (values > MAXIMUM_VALUES) {
            throw invalid(String.format(Locale.ROOT, "it makes more than %d values, more than any state dict", MAXIMUM_VALUES));
        }

        stack.add(value);
    }

    private void mark() throws InvalidInputException {
        if (marks.size() == MAXIMUM_MARKS) {
            throw invalid(String.format(Locale.ROOT, "it is nested more than %d deep", MAXIMUM_MARKS));
        }

        marks.push(stack.size());
    }

    private Object pop() throws InvalidInputException {
        return popped(1)[0];
    }

    private Object[] popped(final int number) throws InvalidInputException {
        final int start = stack.size() - number;
        if (start < (marks.isEmpty() ? 0 : marks.peek())) {
            throw invalid("it takes more values than there are");
        }

        final List<Object> top = stack.subList(start, stack.size());
        final Object[] items = top.toArray();
        top.clear();
        return items;
    }

    private Object[] poppedToMark() throws InvalidInputException {
        if (marks.isEmpty()) {
            throw invalid("there is no MARK before it");
        }

        final Object[] items = popped(stack.size() - marks.peek());
        marks.pop();
        return items;
    }

    private <T> T pop(final Class<T> type, final String expected) throws InvalidInputException {
        final Object value = pop();
        if (!type.isInstance(value)) {
            throw invalid(String.format(Locale.ROOT, "it needs %s but finds %s", expected, kind(value)));
        }

        return type.cast(value);
    }

    private <T> T top(final Class<T> type, final String expected) throws InvalidInputException {
        final T value = pop(type, expected);
        stack.add(value);
        return value;
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
        final List<Object> list = top(ArrayList.class, "a list");
        list.addAll(Arrays.asList(items));
    }

    private void set(final Object[] items) throws InvalidInputException {
        if (items.length % 2 != 0) {
            throw invalid("there is a key without a value");
        }

        @SuppressWarnings("unchecked")
        final Map<Object, Object> dict = top(LinkedHashMap.class, "a dict");
        for (int index = 0; index < items.length; index += 2) {
            if (!(items[index] instanceof String) && !(items[index] instanceof Long)) {
                throw invalid(String.format(Locale.ROOT, "it has %s as a key; expected a text or an integer", kind(items[index])));
            }

            if (dict.put(items[index], items[index + 1]) != null) {
                throw invalid(String.format(Locale.ROOT, "it has the key '%s' twice", TensorNames.printable(items[index].toString())));
            }
        }
    }

    private void put(final int index) throws InvalidInputException {
        if (memo.size() == MAXIMUM_VALUES) {
            throw invalid(String.format(Locale.ROOT, "it remembers more than %d values, more than any state dict", MAXIMUM_VALUES));
        }

        memo.put(index, top(Object.class, "a value"));
    }

    private void get(final int index) throws InvalidInputException {
        final Object value = memo.get(index);
        if (value == null) {
            throw invalid(String.format(Locale.ROOT, "it recalls value %s, which was never remembered", Integer.toUnsignedString(index)));
        }

        push(value);
    }

    /** {@code ('storage', type, key, device, size)}; the device, such as cuda:0, only says where the tensor was. */
    private TensorView.Storage storage() throws InvalidInputException {
        final Object[] id = pop(Object[].class, "a tuple");
        if (id.length == 5 && "storage".equals(id[0]) && id[1] instanceof final ElementType type && id[2] instanceof final String key && id[4] instanceof final Long size) {
            return new TensorView.Storage(type, key, size);
        }

        throw invalid("a storage is ('storage', type, key, device, size), but this is something else");
    }

    private void reduce() throws InvalidInputException {
        final Object[] arguments = pop(Object[].class, "a tuple of arguments");
        final PickleFunction function = pop(PickleFunction.class, "a function");
        try {
            push(function.call(arguments));
        } catch (final IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    /** An ordered dict of torch has attributes, the versions of its modules, which say nothing about the weights. */
    private void build() throws InvalidInputException {
        pop(LinkedHashMap.class, "a dict of attributes");
        top(LinkedHashMap.class, "an OrderedDict");
    }

    /** What a value is, without looking into it: it may contain itself. */
    static String kind(final Object value) {
        return switch (value) {
            case final String text -> String.format(Locale.ROOT, "the text '%s'", TensorNames.printable(text));
            case final Number number -> "the number " + number;
            case final Boolean truth -> "the truth value " + truth;
            case final Object[] tuple -> String.format(Locale.ROOT, "a tuple of %d", tuple.length);
            case final List<?> list -> String.format(Locale.ROOT, "a list of %d", list.size());
            case final Map<?, ?> dict -> String.format(Locale.ROOT, "a dict of %d", dict.size());
            case final TensorView tensor -> "a tensor";
            case final TensorView.Storage storage -> "a storage";
            case final PickleFunction function -> function.qualifiedName();
            case final ElementType type -> "a type of storage";
            default -> "None";
        };
    }

    private InvalidInputException invalid(final String message) {
        return new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s, byte %d, %s: %s", file, position,
                opcode == PickleOpcode.UNKNOWN ? "unknown opcode" : "opcode " + opcode, message));
    }
}
