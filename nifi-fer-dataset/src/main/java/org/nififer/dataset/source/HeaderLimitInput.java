package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Passes a tar through and stops headers that would fill the memory: names and attributes in a tar may be as long as a file.
 */
final class HeaderLimitInput extends FilterInputStream {

    private static final int MAXIMUM_HEADER_BYTES = 1 << 20;

    private final String name;
    private long remaining = Long.MAX_VALUE;

    HeaderLimitInput(final InputStream input, final String name) {
        super(input);
        this.name = name;
    }

    /** From here on headers are read. */
    void headersBegin() {
        remaining = MAXIMUM_HEADER_BYTES;
    }

    /** From here on content is read, of which there may be any amount. */
    void headersEnd() {
        remaining = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        final byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        if (remaining <= 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s has an entry whose header is longer than %d bytes, the limit against bombs", name, MAXIMUM_HEADER_BYTES));
        }

        final int count = super.read(buffer, offset, length);
        remaining -= Math.max(0, count);
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
