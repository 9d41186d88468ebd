package org.nififer.archive;

import org.nififer.archive.CompressedInput.Compression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.UnfinishedFiles;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Opens what holds files, whatever its name says: a zip, a tar, a tar or one file that gzip, bzip2 or xz packed, the one file itself, a folder, and
 * the archives in all of them. All that one instance opens shares one limit; it serves for one reading.
 */
public final class Archives {

    private static final int BUFFER_BYTES = 1 << 16;

    private final ArchiveLimits.Budget budget;
    private final Predicate<String> isPlain;

    /**
     * Opens within limits.
     *
     * @param isPlain whether an entry of this path is told by its name to be no archive, so that it is not looked into
     */
    public Archives(final ArchiveLimits limits, final Predicate<String> isPlain) {
        this.budget = new ArchiveLimits.Budget(limits);
        this.isPlain = isPlain;
    }

    /**
     * The files in what can be opened several times.
     *
     * @param name what errors call it, and by which the file is called where it is only one
     * @param size bytes
     * @throws InvalidInputException where it is empty, or an archive that was cut so that nothing can be read
     */
    public ArchiveEntries open(final String name, final StreamSource source, final long size) throws IOException {
        final InputStream stream = new BufferedInputStream(source.open(), BUFFER_BYTES);
        try {
            if (kind(stream, name) == Kind.ZIP) {
                stream.close();
                return new NestedEntries(new ZipEntries(name, source, size, budget), this);
            }

            return new NestedEntries(openStream(name, stream), this);
        } catch (final IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** The files of a folder. */
    public ArchiveEntries openFolder(final Path folder) throws IOException {
        return new NestedEntries(new FolderEntries(folder), this);
    }

    /** Whether an entry need not be looked into. */
    boolean isPlain(final ArchiveEntry entry) {
        return entry.problem().isPresent() || isPlain.test(entry.path());
    }

    /** Whether a file that begins so is an archive that is opened. */
    static boolean isArchive(final byte[] head) {
        return Kind.of(head) != Kind.NONE;
    }

    /** Opens an archive that is an entry of another one, but not those in it; a zip, which can only be read from its end, goes into a temporary file before. */
    ArchiveEntries openNested(final ArchiveEntry archive) throws IOException {
        return Kind.of(archive.head(Kind.HEAD_BYTES)) == Kind.ZIP ? new TemporaryZip(archive.fileName(), archive.content(), budget)
                : openStream(archive.fileName(), archive.content());
    }

    private ArchiveEntries openStream(final String name, final InputStream stream) throws IOException {
        return switch (kind(stream, name)) {
            case TAR -> new TarEntries(stream, name);
            case GZIP -> openCompressed(name, stream, Compression.GZIP);
            case BZIP2 -> openCompressed(name, stream, Compression.BZIP2);
            case XZ -> openCompressed(name, stream, Compression.XZ);
            default -> new SingleFile(stream, name);
        };
    }

    private ArchiveEntries openCompressed(final String name, final InputStream stream, final Compression compression) throws IOException {
        final InputStream unpacked = new BufferedInputStream(CompressedInput.open(stream, compression, name, budget), BUFFER_BYTES);
        return kind(unpacked, name) == Kind.TAR ? new TarEntries(unpacked, name) : new SingleFile(unpacked, compression.unpackedName(name));
    }

    private static Kind kind(final InputStream stream, final String name) throws IOException {
        stream.mark(Kind.HEAD_BYTES);
        final byte[] head = stream.readNBytes(Kind.HEAD_BYTES);
        stream.reset();
        if (head.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is empty; expected an archive, or a file with content", name));
        }

        return Kind.of(head);
    }

    /**
     * The archives that are opened, told by their first bytes. {@link org.nififer.common.FileKind} does not serve here: to it a zip that begins with an array is an array,
     * as NumPy's are, and a tar without entries is nothing.
     */
    private enum Kind {
        ZIP,
        TAR,
        GZIP,
        BZIP2,
        XZ,
        NONE;

        /** The bytes that are needed to tell: the first header of a tar. */
        private static final int HEAD_BYTES = 512;

        private static final byte[] ZIP_ENTRY = {'P', 'K', 3, 4};
        private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};
        private static final byte[] GZIP_MEMBER = {0x1F, (byte) 0x8B, 8};
        /** Behind a digit for the size of its blocks. */
        private static final byte[] BZIP2_BLOCK = {'1', 'A', 'Y', '&', 'S', 'Y'};
        private static final byte[] BZIP2_FILE = {'B', 'Z', 'h'};
        private static final int BZIP2_BLOCK_OFFSET = 4;
        private static final byte[] XZ_FILE = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
        private static final byte[] TAR_MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);
        private static final int TAR_MAGIC_OFFSET = 257;

        private static Kind of(final byte[] head) {
            if (has(head, 0, ZIP_ENTRY) || has(head, 0, EMPTY_ZIP)) {
                return ZIP;
            }

            if (has(head, 0, GZIP_MEMBER)) {
                return GZIP;
            }

            if (has(head, 0, BZIP2_FILE) && has(head, BZIP2_BLOCK_OFFSET, BZIP2_BLOCK)) {
                return BZIP2;
            }

            if (has(head, 0, XZ_FILE)) {
                return XZ;
            }

            // A tar without entries is zeros.
            return has(head, TAR_MAGIC_OFFSET, TAR_MAGIC) || Arrays.equals(head, new byte[HEAD_BYTES]) ? TAR : NONE;
        }

        private static boolean has(final byte[] head, final int offset, final byte[] signature) {
            return head.length >= offset + signature.length && Arrays.equals(head, offset, offset + signature.length, signature, 0, signature.length);
        }
    }

    /** What is no archive, but one file. */
    private static final class SingleFile implements ArchiveEntries {

        private final InputStream input;
        private final String name;
        private boolean given;

        private SingleFile(final InputStream input, final String name) {
            this.input = input;
            this.name = name;
        }

        @Override
        public ArchiveEntry next() {
            if (given) {
                return null;
            }

            given = true;
            return ArchiveEntry.ofWhole(name, () -> input);
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }

    /** A zip that was copied to where it can be read from its end. */
    private static final class TemporaryZip implements ArchiveEntries {

        private final Path file;
        private final ZipEntries zip;

        private TemporaryZip(final String name, final InputStream content, final ArchiveLimits.Budget budget) throws IOException {
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
        public ArchiveEntry next() throws IOException {
            return zip.next();
        }

        @Override
        public void close() throws IOException {
            zip.close();
            UnfinishedFiles.delete(file);
        }
    }
}
