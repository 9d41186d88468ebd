package org.nififer.archive;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Passes an archive through as it is and remembers two things: how many zeros it ends with, by which one can tell whether a tar ended as its
 * format ends, and whether an error came from below, so that the format is not to blame. It also stops headers that would fill the memory: names
 * and attributes in a tar may be as long as a file.
 */
final class RawInput extends BlockInput {

    private static final int MAXIMUM_HEADER_BYTES = 1 << 20;

    private final InputStream input;
    private final String name;
    private long headerBytesLeft = Long.MAX_VALUE;
    private long position;
    private long zeros;
    private boolean failed;

    /**
     * Reads through another stream, which is closed together with this.
     *
     * @param name what errors call the archive
     */
    RawInput(final InputStream input, final String name) {
        this.input = input;
        this.name = name;
    }

    /** From here on a header is read. */
    void headerBegins() {
        headerBytesLeft = MAXIMUM_HEADER_BYTES;
    }

    /** From here on content is read, of which there may be any amount. */
    void headerEnds() {
        headerBytesLeft = Long.MAX_VALUE;
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        if (headerBytesLeft <= 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s has an entry whose header is longer than %d bytes, the limit against bombs", name, MAXIMUM_HEADER_BYTES));
        }

        final int count;
        try {
            count = input.read(buffer, offset, length);
        } catch (final IOException e) {
            failed = true;
            throw e;
        }

        if (count > 0) {
            position += count;
            headerBytesLeft -= count;
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

    /** How many bytes were read. */
    long position() {
        return position;
    }

    /** How many of the last bytes that were read are zeros, up to all of them. */
    long zeros() {
        return zeros;
    }

    /** Whether reading the bytes themselves failed. */
    boolean failed() {
        return failed;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
