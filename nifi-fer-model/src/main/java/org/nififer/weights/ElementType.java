package org.nififer.weights;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The type of a tensor's values in a file, little endian. Integers are known since buffers beside the weights have them.
 */
enum ElementType {
    F64(Double.BYTES, "DoubleStorage"),
    F32(Float.BYTES, "FloatStorage"),
    F16(Short.BYTES, "HalfStorage"),
    BF16(Short.BYTES, "BFloat16Storage"),
    I64(Long.BYTES, "LongStorage"),
    I32(Integer.BYTES, "IntStorage"),
    I16(Short.BYTES, "ShortStorage"),
    I8(Byte.BYTES, "CharStorage"),
    U8(Byte.BYTES, "ByteStorage"),
    BOOL(Byte.BYTES, "BoolStorage");

    /** The types that weights may have. */
    static final String FLOATS = "F32, F16, BF16 or F64";

    private static final int BFLOAT16_SHIFT = 16;

    private final int bytes;
    private final String storage;

    ElementType(final int bytes, final String storage) {
        this.bytes = bytes;
        this.storage = storage;
    }

    /** The size of a value. */
    int bytes() {
        return bytes;
    }

    /** Whether values can be weights. */
    boolean isFloat() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    /** The type of torch's storage class of a name, such as FloatStorage. */
    static Optional<ElementType> ofStorage(final String name) {
        return Arrays.stream(values()).filter(type -> type.storage.equals(name)).findFirst();
    }

    /** The type that safetensors calls so; empty for types that neither weights nor their buffers have. */
    static Optional<ElementType> ofName(final String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** All values of a buffer as float32, as {@link #value} gives them. */
    FloatBuffer values(final ByteBuffer data) {
        if (this == F32) {
            return data.asFloatBuffer();
        }

        final FloatBuffer values = FloatBuffer.allocate(data.remaining() / bytes);
        for (int index = 0; index < values.capacity(); index++) {
            values.put(index, value(data, index));
        }

        return values;
    }

    /**
     * One value as float32: exactly for F32, F16 and BF16, rounded to the nearest for F64.
     *
     * @param index of the value, from the start of the buffer
     * @throws IllegalStateException for types that are no floats
     */
    float value(final ByteBuffer data, final int index) {
        return switch (this) {
            case F64 -> (float) data.getDouble(index * Double.BYTES);
            case F32 -> data.getFloat(index * Float.BYTES);
            case F16 -> Float.float16ToFloat(data.getShort(index * Short.BYTES));
            case BF16 -> Float.intBitsToFloat(data.getShort(index * Short.BYTES) << BFLOAT16_SHIFT);
            default -> throw new IllegalStateException(String.format(Locale.ROOT, "%s is no float", this));
        };
    }
}
