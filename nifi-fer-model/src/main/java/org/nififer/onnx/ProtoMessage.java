package org.nififer.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A message of Protocol Buffers that is written field by field, by the numbers of its fields. What it is given is kept, never copied: it may be a model's weights.
 */
final class ProtoMessage {

    /** What a number and its field take at most. */
    private static final int FIELD_BYTES = 32;

    private ByteString content = ByteString.EMPTY;

    /** Writes to a message in the way of Google's library. */
    @FunctionalInterface
    private interface Writing {

        void to(CodedOutputStream output) throws IOException;
    }

    ProtoMessage number(final int field, final long value) {
        return add(output -> output.writeInt64(field, value));
    }

    ProtoMessage decimal(final int field, final float value) {
        return add(output -> output.writeFloat(field, value));
    }

    ProtoMessage text(final int field, final String value) {
        return add(output -> output.writeString(field, value));
    }

    /** Bytes between position and limit of a buffer that nobody changes any more. */
    ProtoMessage bytes(final int field, final ByteBuffer value) {
        return bytes(field, UnsafeByteOperations.unsafeWrap(value));
    }

    ProtoMessage message(final int field, final ProtoMessage value) {
        return bytes(field, value.content);
    }

    /** Appends fields that are encoded already. */
    ProtoMessage encoded(final ByteString fields) {
        content = content.concat(fields);
        return this;
    }

    private ProtoMessage bytes(final int field, final ByteString value) {
        return add(output -> {
            output.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            output.writeUInt32NoTag(value.size());
        }).encoded(value);
    }

    private ProtoMessage add(final Writing writing) {
        final ByteString.Output bytes = ByteString.newOutput(FIELD_BYTES);
        final CodedOutputStream output = CodedOutputStream.newInstance(bytes, FIELD_BYTES);
        try {
            writing.to(output);
            output.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException("Memory can always be written to", e);
        }

        return encoded(bytes.toByteString());
    }

    /** The encoded message in one piece. */
    byte[] array() {
        return content.toByteArray();
    }

    /** The encoded message, to be written part after part. */
    List<ByteBuffer> parts() {
        return content.asReadOnlyByteBufferList();
    }
}
