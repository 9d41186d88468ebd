package org.nififer.core.dataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Passes an archive through and remembers two things: its last bytes, by which one can tell whether it ended as its format ends, and
 * whether an error came from below, so that the format is not to blame.
 */
public final class TailInput extends FilterInputStream {

    private static final int SKIP_BUFFER_BYTES = 8192;

    private final byte[] ring;
    private long position;
    private boolean failed;

    /**
     * Reads through another stream, which is closed together with this.
     *
     * @param tailLength how many of the last bytes are remembered
     */
    public TailInput(final InputStream input, final int tailLength) {
        super(input);
        ring = new byte[tailLength];
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
            remember(buffer, offset, count);
        }

        return count;
    }

    private void remember(final byte[] buffer, final int offset, final int count) {
        final int kept = Math.min(count, ring.length);
        final int from = offset + count - kept;
        position += count;
        final int start = (int) ((position - kept) % ring.length);
        final int untilEnd = Math.min(kept, ring.length - start);
        System.arraycopy(buffer, from, ring, start, untilEnd);
        System.arraycopy(buffer, from + untilEnd, ring, 0, kept - untilEnd);
    }

    @Override
    public long skip(final long count) throws IOException {
        // Read, not skipped: every byte has to be seen.
        final byte[] buffer = new byte[Math.clamp(count, 0, SKIP_BUFFER_BYTES)];
        return buffer.length == 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** The last bytes that were read, fewer than the length asked for where there were fewer. */
    public byte[] tail() {
        if (position <= ring.length) {
            return Arrays.copyOf(ring, (int) position);
        }

        final byte[] tail = new byte[ring.length];
        final int start = (int) (position % ring.length);
        System.arraycopy(ring, start, tail, 0, ring.length - start);
        System.arraycopy(ring, 0, tail, ring.length - start, start);
        return tail;
    }

    /** Whether reading the bytes themselves failed. */
    public boolean failed() {
        return failed;
    }
}
