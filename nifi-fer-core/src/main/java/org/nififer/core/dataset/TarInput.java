package org.nififer.core.dataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes a tar through and remembers two things: whether it ended as a tar ends, with at least one block of zeros (without this, a
 * tar cut between two entries would look like a shorter whole one), and whether an error came from below and not from the format.
 */
final class TarInput extends FilterInputStream {

    private static final int BLOCK = 512;
    private static final int SKIP_BUFFER = 8192;

    private long trailingZeros;
    private boolean failed;

    TarInput(final InputStream input) {
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

        int zeros = 0;
        while (zeros < count && buffer[offset + count - 1 - zeros] == 0) {
            zeros++;
        }

        if (count > 0) {
            trailingZeros = zeros == count ? trailingZeros + zeros : zeros;
        }

        return count;
    }

    @Override
    public long skip(final long count) throws IOException {
        // Read, not skipped: every byte has to be seen.
        return count <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(count, SKIP_BUFFER)], 0, (int) Math.min(count, SKIP_BUFFER)));
    }

    /** Whether the last bytes that were read are a tar's end mark. */
    boolean complete() {
        return trailingZeros >= BLOCK;
    }

    /** Whether reading the bytes themselves failed, so that the format is not to blame. */
    boolean failed() {
        return failed;
    }
}
