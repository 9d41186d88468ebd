package org.nififer.weights;

import java.util.Locale;

/**
 * A tensor as a window on a storage: value {@code [i, j, ...]} is at {@code offset + i * strides[0] + j * strides[1] + ...}.
 *
 * @param storage where the values are
 * @param offset  of the first value, in values
 * @param shape   the dimensions
 * @param strides the distance of neighbours in each dimension, in values
 */
record TensorView(Storage storage, long offset, long[] shape, long[] strides) {

    private static final int MAXIMUM_DIMENSIONS = 8;

    /**
     * Values that lie beside the pickle, in an entry of the archive.
     *
     * @param type of the values
     * @param key  the name of the entry in the folder {@code data}
     * @param size number of values
     */
    record Storage(ElementType type, String key, long size) {
    }

    /**
     * Checks a view against its storage: nothing outside of it is reached, and no value is there twice, so that a tensor is never larger than what the
     * file has for it.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    TensorView {
        if (shape.length != strides.length || shape.length > MAXIMUM_DIMENSIONS) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d dimensions and %d strides; expected as many, and at most %d", shape.length, strides.length,
                    MAXIMUM_DIMENSIONS));
        }

        if (offset < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "the offset %d; expected 0 or more", offset));
        }

        for (int dimension = 0; dimension < shape.length; dimension++) {
            if (shape[dimension] < 0 || strides[dimension] < 0) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "the dimension %d with stride %d; expected 0 or more", shape[dimension], strides[dimension]));
            }
        }

        checkExtent(storage, offset, shape, strides);
    }

    private static void checkExtent(final Storage storage, final long offset, final long[] shape, final long[] strides) {
        final long size;
        final long span;
        try {
            size = size(shape);
            span = size == 0 ? 0 : span(shape, strides);
            if (Math.addExact(offset, span) > storage.size()) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "%d values from %d on in a storage of %d", span, offset, storage.size()));
            }
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException("more values than a file can hold", e);
        }

        if (size > span) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d values spread over %d; expected each value once", size, span));
        }
    }

    private static long size(final long[] shape) {
        long size = 1;
        for (final long length : shape) {
            size = Math.multiplyExact(size, length);
        }

        return size;
    }

    private static long span(final long[] shape, final long[] strides) {
        long last = 0;
        for (int dimension = 0; dimension < shape.length; dimension++) {
            last = Math.addExact(last, Math.multiplyExact(shape[dimension] - 1, strides[dimension]));
        }

        return last + 1;
    }

    /** The number of values. */
    long size() {
        return size(shape);
    }

    /** How many values of the storage lie between the first and the last one of this tensor, both included; 0 for an empty tensor. */
    long span() {
        return size() == 0 ? 0 : span(shape, strides);
    }
}
