package org.nififer.core.dataset.source;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Something to be normalised: a folder, or a file or stream that is a zip or a table.
 */
public final class SourceInput {

    private static final int SIGNATURE_BYTES = 4;
    private static final byte[] ZIP_ENTRY = {'P', 'K', 3, 4};
    private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};

    private final String name;
    private final Path path;
    private final InputStream stream;

    private SourceInput(final String name, final Path path, final InputStream stream) {
        this.name = name;
        this.path = path;
        this.stream = stream;
    }

    /** A folder or file. */
    public static SourceInput ofPath(final Path path) {
        final Path fileName = path.toAbsolutePath().normalize().getFileName();
        return new SourceInput(fileName == null ? "root" : fileName.toString(), path, null);
    }

    /**
     * A stream that is read once, from where it is to its end, and then closed.
     *
     * @param name the file name: names the source in samples, keys and messages
     */
    public static SourceInput ofStream(final String name, final InputStream stream) {
        return new SourceInput(name, null, stream);
    }

    /** The file name. */
    public String name() {
        return name;
    }

    SourceEntries open(final ArchiveLimits limits) throws IOException {
        if (path != null && Files.isDirectory(path)) {
            return new FolderEntries(path);
        }

        if (path != null && !Files.isRegularFile(path)) {
            throw new InvalidInputException(Code.INVALID_DATASET, "%s does not exist; expected a folder, a zip or a FER-2013 CSV".formatted(path));
        }

        final InputStream content = new BufferedInputStream(path == null ? stream : Files.newInputStream(path), 1 << 16);
        content.mark(SIGNATURE_BYTES);
        final byte[] signature = content.readNBytes(SIGNATURE_BYTES);
        content.reset();
        if (signature.length == 0) {
            content.close();
            throw new InvalidInputException(Code.INVALID_DATASET, "%s is empty; expected a folder, a zip or a FER-2013 CSV".formatted(name));
        }

        final boolean zip = Arrays.equals(signature, ZIP_ENTRY) || Arrays.equals(signature, EMPTY_ZIP);
        return zip ? new ZipEntries(content, name, limits) : new SingleFile(content, name);
    }
}
