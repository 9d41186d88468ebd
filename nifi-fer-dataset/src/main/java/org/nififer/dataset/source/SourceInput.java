package org.nififer.dataset.source;

import org.nififer.archive.ArchiveEntries;
import org.nififer.archive.Archives;
import org.nififer.archive.StreamSource;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Something to be normalised: a folder, or a file or stream that is an archive, a table or an image. It is read as often as its layout
 * needs: annotations may come after the images they belong to.
 */
public final class SourceInput {

    private final String name;
    private final Path path;
    private final StreamSource source;
    private final long size;

    private SourceInput(final String name, final Path path, final StreamSource source, final long size) {
        this.name = name;
        this.path = path;
        this.source = source;
        this.size = size;
    }

    /** A folder or file. */
    public static SourceInput ofPath(final Path path) {
        final Path fileName = path.toAbsolutePath().normalize().getFileName();
        return new SourceInput(fileName == null ? "root" : fileName.toString(), path, null, 0);
    }

    /**
     * Content from elsewhere.
     *
     * @param name the file name: names the source in samples, keys and messages
     * @param size bytes
     */
    public static SourceInput ofStream(final String name, final StreamSource source, final long size) {
        return new SourceInput(name, null, source, size);
    }

    /** The file name. */
    public String name() {
        return name;
    }

    ArchiveEntries open(final Archives archives) throws IOException {
        if (path == null) {
            return archives.open(name, source, size);
        }

        if (Files.isDirectory(path)) {
            return archives.openFolder(path);
        }

        if (!Files.isRegularFile(path)) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s does not exist; expected a folder, an archive or a table", path));
        }

        return archives.open(name, () -> Files.newInputStream(path), Files.size(path));
    }
}
