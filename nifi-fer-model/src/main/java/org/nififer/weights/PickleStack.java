package org.nififer.weights;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The stack of a pickle's operations, with a limit on what they may make. What does not fit is an {@link IllegalArgumentException} that says why; the reader knows where.
 */
final class PickleStack {

    /** More than any state dict makes. */
    static final int MAXIMUM_VALUES = 200_000;

    private static final int MAXIMUM_MARKS = 64;

    private final List<Object> values = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private int made;

    /** Whether neither a value nor a mark is left. */
    boolean isEmpty() {
        return values.isEmpty() && marks.isEmpty();
    }

    void push(final Object value) {
        made++;
        if (made > MAXIMUM_VALUES) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "it makes more than %d values, more than any state dict", MAXIMUM_VALUES));
        }

        values.add(value);
    }

    void mark() {
        if (marks.size() == MAXIMUM_MARKS) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "it is nested more than %d deep", MAXIMUM_MARKS));
        }

        marks.push(values.size());
    }

    Object pop() {
        return popped(1)[0];
    }

    Object[] popped(final int number) {
        final int start = values.size() - number;
        if (start < (marks.isEmpty() ? 0 : marks.peek())) {
            throw new IllegalArgumentException("it takes more values than there are");
        }

        final List<Object> top = values.subList(start, values.size());
        final Object[] items = top.toArray();
        top.clear();
        return items;
    }

    Object[] poppedToMark() {
        if (marks.isEmpty()) {
            throw new IllegalArgumentException("there is no MARK before it");
        }

        final Object[] items = popped(values.size() - marks.peek());
        marks.pop();
        return items;
    }

    <T> T pop(final Class<T> type, final String expected) {
        final Object value = pop();
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "it needs %s but finds %s", expected, kind(value)));
        }

        return type.cast(value);
    }

    <T> T top(final Class<T> type, final String expected) {
        final T value = pop(type, expected);
        values.add(value);
        return value;
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
}
