package org.nififer.archive;

import org.nififer.common.FileKind;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;

/**
 * The files of a source and of the archives in it. An archive in an archive that cannot be read to its end is rejected from where it
 * breaks, and the others go on.
 */
final class NestedEntries implements ArchiveEntries {

    /** Archives in archives in archives are opened, and no deeper ones. */
    private static final int MAXIMUM_DEPTH = 2;

    /** Archives that nothing here opens: what is in them must not be lost among other files. */
    private static final Set<FileKind> CLOSED = EnumSet.of(FileKind.SEVEN_ZIP, FileKind.RAR, FileKind.ZSTANDARD);

    private final Archives archives;
    private final Deque<Level> levels = new ArrayDeque<>();

    NestedEntries(final ArchiveEntries entries, final Archives archives) {
        this.archives = archives;
        levels.push(new Level(null, entries));
    }

    @Override
    public ArchiveEntry next() throws IOException {
        while (true) {
            final Level level = levels.peek();
            ArchiveEntry entry = null;
            try {
                entry = level.entries().next();
            } catch (final InvalidInputException | DamagedEntryException e) {
                if (level.archive() == null) {
                    throw e;
                }

                return leave(e);
            }

            if (entry == null) {
                if (level.archive() == null) {
                    return null;
                }

                levels.pop().entries().close();
                continue;
            }

            entry = level.archive() == null ? entry : entry.inArchive(level.archive());
            if (archives.isPlain(entry)) {
                return entry;
            }

            try {
                final byte[] head = entry.head(FileKind.HEAD_BYTES);
                final FileKind kind = FileKind.of(head);
                if (CLOSED.contains(kind)) {
                    return ArchiveEntry.rejected(entry.path(), kind.refusal("It", "a zip, a tar, or a tar packed by gzip, bzip2 or xz: unpack it and pack it anew"));
                }

                if (!Archives.isArchive(head)) {
                    return entry;
                }

                if (entry.depth() >= MAXIMUM_DEPTH) {
                    return ArchiveEntry.rejected(entry.path(), "An archive in more archives than are opened; expected it unpacked");
                }

                levels.push(new Level(entry, archives.openNested(entry)));
            } catch (final InvalidInputException | DamagedEntryException e) {
                return ArchiveEntry.rejected(entry.path(), e.getMessage());
            }
        }
    }

    private ArchiveEntry leave(final IOException cause) throws IOException {
        final Level level = levels.pop();
        level.entries().close();
        return ArchiveEntry.rejected(level.archive().path(), cause.getMessage());
    }

    @Override
    public void close() throws IOException {
        while (!levels.isEmpty()) {
            levels.pop().entries().close();
        }
    }

    /** An open container and the entry that it is, null for the outermost. */
    private record Level(ArchiveEntry archive, ArchiveEntries entries) {
    }
}
