package org.nififer.model;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.nio.FloatBuffer;
import java.util.Locale;

/**
 * One weight that is no number makes every result of a network NaN.
 */
public final class FiniteWeights {

    private FiniteWeights() {
    }

    /**
     * Checks values from 0 to the limit.
     *
     * @param tensor their name
     * @param file   what error messages call the file
     * @throws InvalidInputException where one is NaN or infinite
     */
    public static void require(final FloatBuffer values, final String tensor, final String file) throws InvalidInputException {
        for (int index = 0; index < values.limit(); index++) {
            if (!Float.isFinite(values.get(index))) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the value %s in tensor %s; weights must be finite", file, values.get(index),
                        tensor));
            }
        }
    }
}
