package org.nififer.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The Python functions and classes that a state dict calls. Nothing is looked up or loaded: they are names here, and what they stand for is done in Java.
 */
enum PickleFunction {
    ORDERED_DICT("collections", "OrderedDict"),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter");

    private final String module;
    private final String member;

    PickleFunction(final String module, final String member) {
        this.module = module;
        this.member = member;
    }

    /** What Python imports under these names; empty for what no state dict calls. */
    static Optional<PickleFunction> named(final String module, final String member) {
        return Arrays.stream(values()).filter(function -> function.module.equals(module) && function.member.equals(member)).findFirst();
    }

    /** The name as Python code writes it. */
    String qualifiedName() {
        return module + "." + member;
    }

    /**
     * What the function returns.
     *
     * @throws IllegalArgumentException saying what is wrong with the arguments
     */
    Object call(final Object[] arguments) {
        return switch (this) {
            case ORDERED_DICT -> orderedDict(arguments);
            case REBUILD_TENSOR -> tensor(arguments);
            case REBUILD_PARAMETER -> parameter(arguments);
        };
    }

    private Map<Object, Object> orderedDict(final Object[] arguments) {
        if (arguments.length > 0) {
            throw unfit();
        }

        return new LinkedHashMap<>();
    }

    /** {@code (storage, offset, shape, strides, requires_grad, backward_hooks)}, sometimes with metadata after them. */
    private TensorView tensor(final Object[] arguments) {
        if (arguments.length < 6 || !(arguments[0] instanceof final TensorView.Storage storage) || !(arguments[1] instanceof final Long offset)) {
            throw unfit();
        }

        final long[] shape = integers(arguments[2]);
        final long[] strides = integers(arguments[3]);
        try {
            return new TensorView(storage, offset, shape, strides);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "it has a tensor with %s", e.getMessage()), e);
        }
    }

    private long[] integers(final Object value) {
        if (!(value instanceof final Object[] items) || !Arrays.stream(items).allMatch(Long.class::isInstance)) {
            throw unfit();
        }

        return Arrays.stream(items).mapToLong(Long.class::cast).toArray();
    }

    /** {@code (tensor, requires_grad, backward_hooks)}. */
    private TensorView parameter(final Object[] arguments) {
        if (arguments.length == 3 && arguments[0] instanceof final TensorView tensor) {
            return tensor;
        }

        throw unfit();
    }

    private IllegalArgumentException unfit() {
        return new IllegalArgumentException(String.format(Locale.ROOT, "it calls %s with arguments that do not fit", qualifiedName()));
    }
}
