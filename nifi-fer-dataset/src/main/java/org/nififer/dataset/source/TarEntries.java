package org.nififer.dataset.source;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.TailInput;
import org.nififer.dataset.TarEnd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The files of a tar that is read as a stream. Links, devices and sparse files, which could announce any size, are unreadable.
 */
final class TarEntries implements SourceEntries {

    private final String name;
    private final TailInput tail;
    private final TarEnd end;
    private final HeaderLimitInput limited;
    private final TarArchiveInputStream tar;

    TarEntries(final InputStream input, final String name) {
        this.name = name;
        tail = new TailInput(input);
        end = new TarEnd(name, tail);
        limited = new HeaderLimitInput(tail, name);
        tar = new TarArchiveInputStream(limited, StandardCharsets.UTF_8.name());
    }

    @Override
    public SourceEntry next() throws IOException {
        final TarArchiveEntry entry;
        try {
            entry = nextFile();
            if (entry == null) {
                end.require(limited);
            }
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final IllegalArgumentException e) {
            throw damaged(e);
        } catch (final IOException e) {
            throw tail.failed() ? e : e.getCause() instanceof final IllegalArgumentException cause ? unreadable(cause) : damaged(e);
        }

        if (entry == null) {
            return null;
        }

        if (entry.isSparse()) {
            return SourceEntry.unreadable(entry.getName(), "A sparse file; expected a tar without --sparse");
        }

        if (entry.isSymbolicLink() || entry.isLink()) {
            return SourceEntry.unreadable(entry.getName(), String.format(Locale.ROOT, "A link to %s; expected a file", InvalidEntry.quote(entry.getLinkName())));
        }

        if (entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
            return SourceEntry.unreadable(entry.getName(), "A device; expected a file");
        }

        return SourceEntry.of(entry.getName(), Content::new);
    }

    private TarArchiveEntry nextFile() throws IOException {
        TarArchiveEntry entry = nextEntry();
        while (entry != null && entry.isDirectory()) {
            entry = nextEntry();
        }

        return entry;
    }

    private TarArchiveEntry nextEntry() throws IOException {
        // Content that nobody wanted is no header.
        end.leaveEntry(tar);
        limited.headersBegin();
        final TarArchiveEntry entry = tar.getNextEntry();
        limited.headersEnd();
        return entry;
    }

    /** The reader does not know all ways in which tars write the sizes of sparse files from 2 GiB on. */
    private InvalidInputException unreadable(final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET,
                String.format(Locale.ROOT, "%s has a damaged header, or that of a sparse file that is too large; expected a tar without --sparse: %s", name,
                cause.getMessage().replaceAll("\\p{Cntrl}", " ")), cause);
    }

    private InvalidInputException damaged(final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is not a whole tar: it ends too early or is damaged", name), cause);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** The content of the current entry. */
    private final class Content extends InputStream {

        @Override
        public int read() throws IOException {
            final byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
        }

        @Override
        public int read(final byte[] buffer, final int offset, final int length) throws IOException {
            try {
                return tar.read(buffer, offset, length);
            } catch (final InvalidInputException e) {
                throw e;
            } catch (final IOException e) {
                throw tail.failed() ? e : damaged(e);
            }
        }
    }
}
