package org.nififer.core.dataset.source;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.TailInput;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The files of a zip that is read as a stream, within limits.
 */
final class ZipEntries implements SourceEntries {

    /** The end record of 22 bytes and a comment of up to 65,535. */
    private static final int MAXIMUM_END_BYTES = 22 + 65_535;
    private static final String END_SIGNATURE = "PK\u0005\u0006";
    private static final long RATIO_FROM_BYTES = 8L << 20;

    private final String name;
    private final ArchiveLimits limits;
    private final TailInput tail;
    private final InputStream buffered;
    private final ZipArchiveInputStream zip;
    private long totalBytes;

    ZipEntries(final InputStream input, final String name, final ArchiveLimits limits) {
        this.name = name;
        this.limits = limits;
        tail = new TailInput(input, MAXIMUM_END_BYTES);
        buffered = new BufferedInputStream(tail, 1 << 16);
        zip = new ZipArchiveInputStream(buffered, StandardCharsets.UTF_8.name(), true, false, false);
    }

    @Override
    public SourceEntry next() throws IOException {
        final ZipArchiveEntry entry = nextFile();
        if (entry == null) {
            // A zip that was cut between two entries would otherwise look like a shorter whole one.
            buffered.transferTo(OutputStream.nullOutputStream());
            if (!new String(tail.tail(), StandardCharsets.ISO_8859_1).contains(END_SIGNATURE)) {
                throw truncated(null);
            }

            return null;
        }

        final String path = entry.getName().replace('\\', '/');
        if (zip.canReadEntryData(entry)) {
            return SourceEntry.of(path, new EntryContent());
        }

        return SourceEntry.unreadable(path, entry.getGeneralPurposeBit().usesEncryption() ? "Encrypted; expected a zip without password"
                : "Packed in a way that cannot be read as a stream; expected deflated");
    }

    private ZipArchiveEntry nextFile() throws IOException {
        try {
            ZipArchiveEntry entry = zip.getNextEntry();
            while (entry != null && entry.isDirectory()) {
                entry = zip.getNextEntry();
            }

            return entry;
        } catch (final IOException | IllegalArgumentException e) {
            if (tail.failed()) {
                throw e;
            }

            throw truncated(e);
        }
    }

    @Override
    public boolean isLimitedToEntry(final IOException error) {
        return !tail.failed() && !(error instanceof InvalidInputException);
    }

    private InvalidInputException truncated(final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET, "%s is not a whole zip: it ends too early or is damaged".formatted(name), cause);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** The content of the current entry; counts what is unpacked. */
    private final class EntryContent extends FilterInputStream {

        private long bytes;

        private EntryContent() {
            super(zip);
        }

        @Override
        public int read() throws IOException {
            final byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
        }

        @Override
        public int read(final byte[] buffer, final int offset, final int length) throws IOException {
            final int count;
            try {
                count = super.read(buffer, offset, length);
            } catch (final EOFException e) {
                throw tail.failed() ? e : truncated(e);
            }

            if (count > 0) {
                bytes += count;
                totalBytes += count;
                check();
            }

            return count;
        }

        @Override
        public long skip(final long count) throws IOException {
            return readNBytes(Math.clamp(count, 0, 1 << 13)).length;
        }

        private void check() throws InvalidInputException {
            if (totalBytes > limits.maximumBytes()) {
                throw new InvalidInputException(Code.INVALID_DATASET,
                        "%s unpacks to more than %d bytes, the limit for an archive".formatted(name, limits.maximumBytes()));
            }

            if (bytes > RATIO_FROM_BYTES && bytes / limits.maximumRatio() > zip.getCompressedCount()) {
                throw new InvalidInputException(Code.INVALID_DATASET,
                        "%s has an entry that unpacks to more than %d times its size, the limit against bombs".formatted(name, limits.maximumRatio()));
            }
        }

        @Override
        public void close() {
            // The zip goes on with its next entry.
        }
    }
}
