package org.nififer.core.dataset.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a folder and of those in it, each folder's in the order of their names. Linked folders are not entered, so that there
 * are no circles.
 */
final class FolderEntries implements SourceEntries {

    private final Path folder;
    private final Deque<Iterator<Path>> open = new ArrayDeque<>();
    private InputStream content = InputStream.nullInputStream();

    FolderEntries(final Path folder) throws IOException {
        this.folder = folder;
        open.push(children(folder));
    }

    private static Iterator<Path> children(final Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            final List<Path> sorted = children.sorted().toList();
            return sorted.iterator();
        }
    }

    @Override
    public SourceEntry next() throws IOException {
        content.close();
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                continue;
            }

            final Path path = open.peek().next();
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                open.push(children(path));
            } else {
                return entry(path);
            }
        }

        return null;
    }

    private SourceEntry entry(final Path path) {
        final String relative = folder.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
        return Files.isRegularFile(path) ? SourceEntry.of(relative, () -> read(path)) : SourceEntry.unreadable(relative, "Not a file");
    }

    private InputStream read(final Path path) throws DamagedEntryException {
        try {
            content = Files.newInputStream(path);
            return content;
        } catch (final IOException e) {
            throw new DamagedEntryException("Cannot be opened: %s".formatted(e), e);
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
