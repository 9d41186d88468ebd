package org.nififer.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the wire format of Protocol Buffers that is written field by field. The parts are kept, never copied: they may be a
 * model's weights. (Google's library would do, but on current JDKs it warns of itself on stderr.)
 */
final class ProtoMessage {

    static final int VARINT = 0;
    static final int FIXED_64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED_32 = 5;

    private static final int LONGEST_VARINT = 10;

    private final List<ByteBuffer> parts = new ArrayList<>();
    private long size;

    ProtoMessage number(final int field, final long value) {
        final ByteBuffer buffer = header(field, VARINT);
        putVarint(buffer, value);
        return add(buffer.flip());
    }

    ProtoMessage decimal(final int field, final float value) {
        return add(header(field, FIXED_32).putFloat(value).flip());
    }

    ProtoMessage text(final int field, final String value) {
        return bytes(field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    ProtoMessage bytes(final int field, final ByteBuffer value) {
        return length(field, value.remaining()).add(value);
    }

    ProtoMessage message(final int field, final ProtoMessage value) {
        length(field, value.size);
        value.parts.forEach(this::add);
        return this;
    }

    /** Appends fields that are encoded already. */
    ProtoMessage encoded(final ByteBuffer fields) {
        return add(fields);
    }

    /** The encoded message in one piece. */
    byte[] array() {
        final ByteBuffer array = ByteBuffer.allocate(Math.toIntExact(size));
        parts.forEach(part -> array.put(part.duplicate()));
        return array.array();
    }

    /** The encoded message, to be written part after part. */
    List<ByteBuffer> parts() {
        return parts;
    }

    private ProtoMessage length(final int field, final long length) {
        final ByteBuffer buffer = header(field, LENGTH_DELIMITED);
        putVarint(buffer, length);
        return add(buffer.flip());
    }

    private ProtoMessage add(final ByteBuffer part) {
        parts.add(part);
        size += part.remaining();
        return this;
    }

    private static ByteBuffer header(final int field, final int wireType) {
        final ByteBuffer buffer = ByteBuffer.allocate(2 * LONGEST_VARINT).order(ByteOrder.LITTLE_ENDIAN);
        putVarint(buffer, (long) field << 3 | wireType);
        return buffer;
    }

    /** Seven bits a byte, the lowest first; the highest bit says that there are more. */
    private static void putVarint(final ByteBuffer buffer, final long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }

        buffer.put((byte) rest);
    }
}
