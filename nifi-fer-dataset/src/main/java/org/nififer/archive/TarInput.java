package org.nififer.archive;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A tar that is read as a stream; what is read is the content of the current entry. A tar has to end as its format ends: with at least one block of
 * zeros, and nothing but zeros from there to the end of the file. What follows would be lost in silence, as the second of two tars in one file.
 */
public final class TarInput extends BlockInput {

    private static final int BLOCK_BYTES = 512;

    private final String name;
    private final RawInput raw;
    private final TarArchiveInputStream tar;
    private long contentEnd;

    /**
     * Reads from a stream, which is closed together with this.
     *
     * @param name what errors call the tar
     */
    public TarInput(final InputStream input, final String name) {
        this.name = name;
        // Without a buffer between, so that both are at the same byte.
        raw = new RawInput(input, name);
        tar = new TarArchiveInputStream(raw, StandardCharsets.UTF_8.name());
    }

    /**
     * Goes to the next entry, over what is left of the current one. The holes of sparse files are not unpacked for that, however large.
     *
     * @return null after the last one
     * @throws InvalidInputException where the tar was cut or is damaged, or goes on behind its end mark
     */
    public TarArchiveEntry nextEntry() throws IOException {
        try {
            if (tar.getCurrentEntry() != null) {
                while (tar.skip(Long.MAX_VALUE) > 0) {
                    // There may be more.
                }

                contentEnd = raw.position();
            }

            raw.headerBegins();
            final TarArchiveEntry entry = tar.getNextEntry();
            raw.headerEnds();
            if (entry == null) {
                requireEnd();
            }

            return entry;
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final IllegalArgumentException e) {
            throw damaged(e);
        } catch (final IOException e) {
            throw raw.failed() ? e : e.getCause() instanceof final IllegalArgumentException cause ? unreadable(cause) : damaged(e);
        }
    }

    private void requireEnd() throws IOException {
        // Also verifies the checksum of a gzip around it.
        raw.transferTo(OutputStream.nullOutputStream());
        final long endMark = (contentEnd + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
        if (raw.position() - endMark < BLOCK_BYTES) {
            throw damaged(null);
        }

        if (raw.position() - endMark > raw.zeros()) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s goes on behind the end mark of its tar; expected one tar alone, not several in one file", name));
        }
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        try {
            return tar.read(buffer, offset, length);
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final IOException e) {
            throw raw.failed() ? e : damaged(e);
        }
    }

    /** How many bytes of the tar were read: behind a header, where the content of its entry begins. */
    public long position() {
        return raw.position();
    }

    /** The reader does not know all ways in which tars write the sizes of sparse files from 2 GiB on. */
    private InvalidInputException unreadable(final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT,
                "%s is not a whole tar: a header is damaged, of another format, or that of a sparse file that is too large; expected a tar without --sparse: %s",
                name, cause.getMessage().replaceAll("\\p{Cntrl}", " ")), cause);
    }

    private InvalidInputException damaged(final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET,
                String.format(Locale.ROOT, "%s is not a whole tar: it ends too early, is damaged or is of another format", name), cause);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
