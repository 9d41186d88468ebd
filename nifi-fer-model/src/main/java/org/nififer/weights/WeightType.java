package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Labelled;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Locale;

/**
 * The number type in which a model file keeps its weights. They are computed with as float32, or as a {@link org.nififer.network.Precision} says, whatever the file has.
 */
public enum WeightType implements Labelled {
    /** Every weight as it was trained. */
    F32(Float.BYTES),
    /** Half the size; each weight keeps 11 significant bits, which changes no answer but those on the edge. */
    F16(Short.BYTES);

    private final int bytes;

    WeightType(final int bytes) {
        this.bytes = bytes;
    }

    /** The size of a weight in a file. */
    public int bytes() {
        return bytes;
    }

    /**
     * What a file gets, little endian, each value rounded to the nearest.
     *
     * @param tensor what error messages call it
     * @throws InvalidInputException where a value is too large for the type
     */
    public ByteBuffer encode(final ByteBuffer floats, final String tensor) throws InvalidInputException {
        if (this == F32) {
            return floats;
        }

        final FloatBuffer values = floats.asFloatBuffer();
        final ByteBuffer data = ByteBuffer.allocate(values.remaining() * bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            final float value = values.get();
            final short half = Float.floatToFloat16(value);
            if (!Float.isFinite(Float.float16ToFloat(half))) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "Tensor %s has the value %s, which float16 cannot hold; expected at most 65504, or "
                        + "float32 as the type of the weights", tensor, value));
            }

            data.putShort(half);
        }

        return data.flip();
    }
}
