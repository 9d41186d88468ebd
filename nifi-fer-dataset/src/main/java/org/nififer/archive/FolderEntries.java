package org.nififer.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of a folder and of those in it, each folder's in the order of their names. Linked folders are not entered, so that there
 * are no circles. Of each folder on the way only the names are held, about 100 bytes each: a million files in one folder take 100 MB.
 */
final class FolderEntries implements ArchiveEntries {

    private final Path folder;
    private final Deque<Level> open = new ArrayDeque<>();
    private InputStream content = InputStream.nullInputStream();

    FolderEntries(final Path folder) throws IOException {
        this.folder = folder;
        open.push(Level.of(folder));
    }

    @Override
    public ArchiveEntry next() throws IOException {
        content.close();
        while (!open.isEmpty()) {
            if (!open.peek().names().hasNext()) {
                open.pop();
                continue;
            }

            final Level level = open.peek();
            final Path path = level.parent().resolve(level.names().next());
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                open.push(Level.of(path));
            } else {
                return entry(path);
            }
        }

        return null;
    }

    private ArchiveEntry entry(final Path path) {
        final String relative = folder.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
        return Files.isRegularFile(path) ? ArchiveEntry.of(relative, () -> read(path)) : ArchiveEntry.unreadable(relative, "Not a file");
    }

    private InputStream read(final Path path) throws DamagedEntryException {
        try {
            content = Files.newInputStream(path);
            return content;
        } catch (final IOException e) {
            throw new DamagedEntryException(String.format(Locale.ROOT, "Cannot be opened: %s", e), e);
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    /** A folder and the names in it that are still to come. */
    private record Level(Path parent, Iterator<Path> names) {

        private static Level of(final Path parent) throws IOException {
            // Paths and not texts: a name need not be a text in the character set of this machine.
            try (Stream<Path> children = Files.list(parent)) {
                return new Level(parent, children.map(Path::getFileName).sorted().toList().iterator());
            }
        }
    }
}
