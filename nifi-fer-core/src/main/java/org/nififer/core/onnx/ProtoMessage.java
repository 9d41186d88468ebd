package org.nififer.core.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message that is written field by field. The parts are kept, never copied: they may be a model's weights.
 */
final class ProtoMessage {

    private final List<ByteString> parts = new ArrayList<>();

    ProtoMessage number(final int field, final long value) {
        parts.add(encoded(output -> output.writeInt64(field, value)));
        return this;
    }

    ProtoMessage decimal(final int field, final float value) {
        parts.add(encoded(output -> output.writeFloat(field, value)));
        return this;
    }

    ProtoMessage text(final int field, final String value) {
        return bytes(field, ByteString.copyFromUtf8(value));
    }

    ProtoMessage message(final int field, final ProtoMessage value) {
        return bytes(field, value.bytes());
    }

    ProtoMessage bytes(final int field, final ByteString value) {
        parts.add(encoded(output -> {
            output.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            output.writeUInt32NoTag(value.size());
        }));
        parts.add(value);
        return this;
    }

    ByteString bytes() {
        return ByteString.copyFrom(parts);
    }

    private static ByteString encoded(final Encoding encoding) {
        final ByteString.Output bytes = ByteString.newOutput();
        final CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        try {
            encoding.write(output);
            output.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException("Memory is always writable", e);
        }

        return bytes.toByteString();
    }

    /** Some fields. */
    private interface Encoding {
        void write(CodedOutputStream output) throws IOException;
    }
}
