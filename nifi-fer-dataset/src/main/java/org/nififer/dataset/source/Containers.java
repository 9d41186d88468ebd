package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.UnfinishedFiles;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Opens what holds the files of a source, whatever its name says: a zip, a tar, a gzip of a tar or of one file, or the one file itself.
 */
final class Containers {

    private static final int BUFFER_BYTES = 1 << 16;

    private Containers() {
    }

    /** Opens content that can be opened several times. */
    static SourceEntries open(final String name, final StreamSource source, final long size, final UnpackBudget budget) throws IOException {
        final InputStream stream = new BufferedInputStream(source.open(), BUFFER_BYTES);
        try {
            if (kind(stream, name) == ArchiveKind.ZIP) {
                stream.close();
                return new ZipEntries(name, source, size, budget);
            }

            return openStream(name, stream, budget);
        } catch (final IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** Opens an archive that is an entry of another one; a zip, which can only be read from its end, goes into a temporary file before. */
    static SourceEntries openNested(final SourceEntry archive, final UnpackBudget budget) throws IOException {
        return ArchiveKind.of(archive.head(ArchiveKind.HEAD_BYTES)) == ArchiveKind.ZIP ? new TemporaryZip(archive.fileName(), archive.content(), budget)
                : openStream(archive.fileName(), archive.content(), budget);
    }

    private static SourceEntries openStream(final String name, final InputStream stream, final UnpackBudget budget) throws IOException {
        return switch (kind(stream, name)) {
            case TAR -> new TarEntries(stream, name);
            case GZIP -> openCompressed(name, stream, Compression.GZIP, budget);
            case BZIP2 -> openCompressed(name, stream, Compression.BZIP2, budget);
            case XZ -> openCompressed(name, stream, Compression.XZ, budget);
            default -> new SingleFile(stream, name);
        };
    }

    private static SourceEntries openCompressed(final String name, final InputStream stream, final Compression compression, final UnpackBudget budget) throws IOException {
        final InputStream unpacked = new BufferedInputStream(CompressedInput.open(stream, compression, name, budget), BUFFER_BYTES);
        return kind(unpacked, name) == ArchiveKind.TAR ? new TarEntries(unpacked, name) : new SingleFile(unpacked, compression.unpackedName(name));
    }

    private static ArchiveKind kind(final InputStream stream, final String name) throws IOException {
        stream.mark(ArchiveKind.HEAD_BYTES);
        final byte[] head = stream.readNBytes(ArchiveKind.HEAD_BYTES);
        stream.reset();
        if (head.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is empty; expected images in folders, an archive of them, or a table", name));
        }

        return ArchiveKind.of(head);
    }

    /** A zip that was copied to where it can be read from its end. */
    private static final class TemporaryZip implements SourceEntries {

        private final Path file;
        private final ZipEntries zip;

        private TemporaryZip(final String name, final InputStream content, final UnpackBudget budget) throws IOException {
            file = UnfinishedFiles.createTemporary("nifi-fer", ".zip");
            try {
                Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
                zip = new ZipEntries(name, () -> Files.newInputStream(file), Files.size(file), budget);
            } catch (final IOException | RuntimeException e) {
                UnfinishedFiles.delete(file);
                throw e;
            }
        }

        @Override
        public SourceEntry next() throws IOException {
            return zip.next();
        }

        @Override
        public void close() throws IOException {
            zip.close();
            UnfinishedFiles.delete(file);
        }
    }
}
