package org.nififer.dataset.source;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * NumPy files as {@code numpy.save} writes them.
 */
final class NumpyFiles {

    private NumpyFiles() {
    }

    /** A file of format version 1 with any description. */
    static byte[] file(final String type, final String shape, final byte[] value) {
        return file(1, String.format(Locale.ROOT, "{'descr': %s, 'fortran_order': False, 'shape': (%s), }", type, shape), value);
    }

    static byte[] file(final int version, final String description, final byte[] value) {
        final int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
        // Filled up with spaces to a multiple of 64.
        final int header = (8 + lengthBytes + description.length() + 1 + 63) / 64 * 64 - 8 - lengthBytes;
        final ByteBuffer file = ByteBuffer.allocate(8 + lengthBytes + header + value.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
        if (version == 1) {
            file.putShort((short) header);
        } else {
            file.putInt(header);
        }

        final int end = file.position() + header;
        file.put(description.getBytes(StandardCharsets.UTF_8));
        while (file.position() < end - 1) {
            file.put((byte) ' ');
        }

        return file.put((byte) '\n').put(value).array();
    }

    /** A text as AffectNet has its numbers. */
    static byte[] text(final String text) {
        return file(String.format(Locale.ROOT, "'<U%d'", text.length()), "", text.getBytes(Charset.forName("UTF-32LE")));
    }
}
