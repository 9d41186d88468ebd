package org.nififer.archive;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.io.input.CloseShieldInputStream;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * The files of a tar that is read as a stream. Links, devices and sparse files, which could announce any size, are unreadable.
 */
final class TarEntries implements ArchiveEntries {

    private final TarInput tar;

    TarEntries(final InputStream input, final String name) {
        tar = new TarInput(input, name);
    }

    @Override
    public ArchiveEntry next() throws IOException {
        TarArchiveEntry entry = tar.nextEntry();
        while (entry != null && entry.isDirectory()) {
            entry = tar.nextEntry();
        }

        if (entry == null) {
            return null;
        }

        if (entry.isSparse()) {
            return ArchiveEntry.unreadable(entry.getName(), "A sparse file; expected a tar without --sparse");
        }

        if (entry.isSymbolicLink() || entry.isLink()) {
            return ArchiveEntry.unreadable(entry.getName(), String.format(Locale.ROOT, "A link to %s; expected a file", InvalidInputException.quote(entry.getLinkName())));
        }

        if (entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
            return ArchiveEntry.unreadable(entry.getName(), "A device; expected a file");
        }

        return ArchiveEntry.of(entry.getName(), () -> CloseShieldInputStream.wrap(tar));
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
