package org.nififer.dataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes an archive through and remembers two things: how many zeros it ends with, by which one can tell whether a tar ended as its
 * format ends, and whether an error came from below, so that the format is not to blame.
 */
public final class TailInput extends FilterInputStream {

    private static final int SKIP_BUFFER_BYTES = 8192;

    private long position;
    private long zeros;
    private boolean failed;

    /**
     * Reads through another stream, which is closed together with this.
     */
    public TailInput(final InputStream input) {
        super(input);
    }

    @Override
    public int read() throws IOException {
        final byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        final int count;
        try {
            count = super.read(buffer, offset, length);
        } catch (final IOException e) {
            failed = true;
            throw e;
        }

        if (count > 0) {
            position += count;
            final int last = lastNonZero(buffer, offset, count);
            zeros = last < 0 ? zeros + count : offset + count - 1 - last;
        }

        return count;
    }

    private static int lastNonZero(final byte[] buffer, final int offset, final int count) {
        for (int place = offset + count - 1; place >= offset; place--) {
            if (buffer[place] != 0) {
                return place;
            }
        }

        return -1;
    }

    /** Skips all that is asked for, unless the stream ends before: commons-compress loses its way in a sparse file where less is skipped. */
    @Override
    public long skip(final long count) throws IOException {
        // Read, not skipped: every byte has to be seen.
        final byte[] buffer = new byte[Math.clamp(count, 0, SKIP_BUFFER_BYTES)];
        long skipped = 0;
        while (skipped < count) {
            final int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            if (read < 0) {
                break;
            }

            skipped += read;
        }

        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** How many bytes were read. */
    public long position() {
        return position;
    }

    /** How many of the last bytes that were read are zeros, up to all of them. */
    public long zeros() {
        return zeros;
    }

    /** Whether reading the bytes themselves failed. */
    public boolean failed() {
        return failed;
    }
}
