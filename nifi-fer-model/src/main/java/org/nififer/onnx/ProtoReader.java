package org.nififer.onnx;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads a message in the wire format of Protocol Buffers field by field. Nothing is copied, and no length is believed that the
 * message does not have.
 */
final class ProtoReader {

    private static final long MAXIMUM_TAG = 0xFFFF_FFFFL;
    private static final int LONGEST_VARINT = 10;

    private final ByteBuffer content;
    private final String file;
    private int field;
    private int wireType;
    private long number;
    private ByteBuffer bytes;

    /**
     * A reader of a message.
     *
     * @param file what error messages call the file
     */
    ProtoReader(final ByteBuffer content, final String file) {
        this.content = content;
        this.file = file;
    }

    /**
     * Goes to the next field.
     *
     * @return false at the end of the message
     * @throws InvalidInputException where the bytes are no message
     */
    boolean next() throws InvalidInputException {
        if (!content.hasRemaining()) {
            return false;
        }

        final long tag = varint();
        if (tag < 1 << 3 || tag > MAXIMUM_TAG) {
            throw invalid(String.format(Locale.ROOT, "a field of number %d", tag >>> 3));
        }

        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        switch (wireType) {
            case ProtoMessage.VARINT -> number = varint();
            case ProtoMessage.FIXED_64 -> slice(Long.BYTES);
            case ProtoMessage.FIXED_32 -> slice(Integer.BYTES);
            case ProtoMessage.LENGTH_DELIMITED -> bytes = slice(varint());
            default -> throw invalid(String.format(Locale.ROOT, "a field of type %d", wireType));
        }

        return true;
    }

    /** The number of the field. */
    int field() {
        return field;
    }

    /** Whether the field is a whole number. */
    boolean isNumber() {
        return wireType == ProtoMessage.VARINT;
    }

    /** Whether the field is bytes: a text, a message, or numbers one after another. */
    boolean isBytes() {
        return wireType == ProtoMessage.LENGTH_DELIMITED;
    }

    long number() {
        return number;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    String text() {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** Reads a number in the middle of numbers one after another. */
    long varint() throws InvalidInputException {
        long value = 0;
        for (int index = 0; index < LONGEST_VARINT; index++) {
            if (!content.hasRemaining()) {
                throw invalid("an end in the middle of a number");
            }

            final byte part = content.get();
            value |= (long) (part & 0x7F) << 7 * index;
            if (part >= 0) {
                return value;
            }
        }

        throw invalid(String.format(Locale.ROOT, "a number of more than %d bytes", LONGEST_VARINT));
    }

    boolean hasRemaining() {
        return content.hasRemaining();
    }

    private ByteBuffer slice(final long length) throws InvalidInputException {
        if (length < 0 || length > content.remaining()) {
            throw invalid(String.format(Locale.ROOT, "a field of %s bytes where %d are left", Long.toUnsignedString(length), content.remaining()));
        }

        final ByteBuffer slice = content.slice(content.position(), (int) length);
        content.position(content.position() + (int) length);
        return slice;
    }

    InvalidInputException invalid(final String found) {
        return new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s is truncated or no ONNX model: it has %s", file, found));
    }
}
