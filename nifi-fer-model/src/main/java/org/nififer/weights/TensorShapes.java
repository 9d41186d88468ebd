package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.network.NetworkConfiguration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What an architecture is read off.
 *
 * @param file   what error messages call the file
 * @param shapes of its tensors by the network's names
 */
record TensorShapes(String file, Map<String, long[]> shapes) {

    /** More than any network has, few enough for the arithmetic of its architecture. */
    static final int MAXIMUM_LENGTH = 1 << 20;

    boolean contains(final String name) {
        return shapes.containsKey(name);
    }

    /**
     * A length of a tensor.
     *
     * @param dimensions how many the tensor must have
     * @param index      which of them
     */
    int dimension(final String name, final int dimensions, final int index) throws InvalidInputException {
        final long[] shape = shapes.get(name);
        if (shape == null) {
            throw invalid(String.format(Locale.ROOT, "lacks tensor %s", name));
        }

        if (shape.length != dimensions || Arrays.stream(shape).anyMatch(length -> length < 1 || length > MAXIMUM_LENGTH)) {
            throw invalid(String.format(Locale.ROOT, "has tensor %s of shape %s; expected %d dimensions of 1 to %d", name, Arrays.toString(shape), dimensions, MAXIMUM_LENGTH));
        }

        return (int) shape[index];
    }

    /** Checks what was read, and names the file where it is not right. */
    void requireValid(final NetworkConfiguration configuration) throws InvalidInputException {
        try {
            configuration.validate();
        } catch (final InvalidInputException e) {
            throw new InvalidInputException(e.code(), String.format(Locale.ROOT, "%s: %s", file, e.getMessage()), e);
        }
    }

    InvalidInputException invalid(final String message) {
        return new InvalidInputException(Code.INVALID_MODEL, file + " " + message);
    }
}
