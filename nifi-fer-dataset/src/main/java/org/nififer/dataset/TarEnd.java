package org.nififer.dataset;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Tells whether a tar that is read as a stream ended as it should: with at least one block of zeros, and nothing but zeros from there to the end of the
 * file. What follows would be lost in silence, as the second of two tars in one file.
 */
public final class TarEnd {

    private static final int BLOCK_BYTES = 512;

    private final String name;
    private final TailInput tail;
    private long contentEnd;

    /**
     * The end of a tar.
     *
     * @param name what errors call the tar
     * @param tail what the tar is read from, without a buffer between
     */
    public TarEnd(final String name, final TailInput tail) {
        this.name = name;
        this.tail = tail;
    }

    /** Passes over what is left of the current entry; to be called before each next one. The holes of sparse files are not unpacked for that, however large. */
    public void leaveEntry(final TarArchiveInputStream tar) throws IOException {
        if (tar.getCurrentEntry() == null) {
            return;
        }

        while (tar.skip(Long.MAX_VALUE) > 0) {
            // There may be more.
        }

        contentEnd = tail.position();
    }

    /**
     * Reads what follows the last entry.
     *
     * @param rest the file from where the tar ended for its reader
     * @throws InvalidInputException where the tar was cut, or goes on behind its end mark
     */
    public void require(final InputStream rest) throws IOException {
        // Also verifies the checksum of a gzip around it.
        rest.transferTo(OutputStream.nullOutputStream());
        final long endMark = (contentEnd + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
        if (tail.position() - endMark < BLOCK_BYTES) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is not a whole tar: it ends too early or is of another format", name));
        }

        if (tail.position() - endMark > tail.zeros()) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s goes on behind the end mark of its tar; expected one tar alone, not several in one file", name));
        }
    }
}
