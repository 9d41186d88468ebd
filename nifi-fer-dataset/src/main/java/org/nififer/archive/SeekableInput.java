package org.nififer.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads content from any position: forwards by skipping, backwards by opening it again.
 */
final class SeekableInput extends InputStream {

    private static final int BUFFER_BYTES = 1 << 16;

    private final StreamSource source;
    private InputStream stream = nullInputStream();
    private long position = Long.MAX_VALUE;

    SeekableInput(final StreamSource source) {
        this.source = source;
    }

    /**
     * Goes to a position counted from the first byte.
     *
     * @throws EOFException where the content ends before it
     */
    void seek(final long target) throws IOException {
        if (target < position) {
            stream.close();
            stream = new BufferedInputStream(source.open(), BUFFER_BYTES);
            position = 0;
        }

        stream.skipNBytes(target - position);
        position = target;
    }

    @Override
    public int read() throws IOException {
        final int value = stream.read();
        position += value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        final int count = stream.read(buffer, offset, length);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
