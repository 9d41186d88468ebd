package org.nififer.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes pickles, good and bad ones.
 */
final class PickleBuilder {

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

    /** A pickle of protocol 2. */
    PickleBuilder() {
        bytes(0x80, 2);
    }

    PickleBuilder bytes(final int... codes) {
        for (final int code : codes) {
            pickle.write(code);
        }

        return this;
    }

    PickleBuilder ascii(final String codes) {
        pickle.writeBytes(codes.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    PickleBuilder text(final String text) {
        final byte[] content = text.getBytes(StandardCharsets.UTF_8);
        pickle.write('X');
        pickle.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length).array());
        pickle.writeBytes(content);
        return this;
    }

    PickleBuilder integer(final long value) {
        bytes(0x8a, Long.BYTES);
        pickle.writeBytes(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
        return this;
    }

    PickleBuilder global(final String module, final String name) {
        return ascii(String.format(Locale.ROOT, "c%s\n%s\n", module, name));
    }

    PickleBuilder tuple(final long... values) {
        ascii("(");
        for (final long value : values) {
            integer(value);
        }

        return ascii("t");
    }

    /** A tensor as torch.save writes it. */
    PickleBuilder tensor(final String storageType, final String key, final long size, final long offset, final long[] shape, final long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").ascii("(");
        ascii("(").text("storage").global("torch", storageType).text(key).text("cpu").integer(size).ascii("tQ");
        integer(offset).tuple(shape).tuple(strides).bytes(0x89);
        return global("collections", "OrderedDict").ascii(")RtR");
    }

    byte[] build() {
        ascii(".");
        return pickle.toByteArray();
    }
}
