package org.nififer.archive;

import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.compressors.CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.utils.InputStreamStatistics;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * What one compressed file unpacks to, an archive or a table. Of a file with several members, all are unpacked.
 */
final class CompressedInput extends UnpackedInput {

    private final String name;
    private final RawInput packed;
    private final Compression compression;
    private final CompressorInputStream unpacked;

    private CompressedInput(final String name, final RawInput packed, final Compression compression, final ArchiveLimits.Budget budget) throws IOException {
        super(name, budget);
        this.name = name;
        this.packed = packed;
        this.compression = compression;
        this.unpacked = compression.open(packed);
    }

    /**
     * Unpacks a stream, which is closed together with the new one.
     *
     * @throws InvalidInputException where it ends in the header
     */
    static CompressedInput open(final InputStream input, final Compression compression, final String name, final ArchiveLimits.Budget budget) throws IOException {
        // Tells whose error an error is.
        final RawInput packed = new RawInput(input, name);
        try {
            return new CompressedInput(name, packed, compression, budget);
        } catch (final IOException e) {
            throw packed.failed() ? e : damaged(name, compression, e);
        }
    }

    @Override
    int unpack(final byte[] buffer, final int offset, final int length) throws IOException {
        try {
            return unpacked.read(buffer, offset, length);
        } catch (final IOException e) {
            throw packed.failed() ? e : damaged(name, compression, e);
        } catch (final IndexOutOfBoundsException | IllegalArgumentException e) {
            // How the reader of bzip2 says that tables contradict each other.
            throw damaged(name, compression, new IOException(e));
        }
    }

    @Override
    long packedBytes() {
        return ((InputStreamStatistics) unpacked).getCompressedCount();
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }

    private static InvalidInputException damaged(final String name, final Compression compression, final IOException cause) {
        if (cause instanceof MemoryLimitException) {
            return new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s is a %s that needs more memory than is given to it; expected one as xz -9 or less makes it", name, compression.label), cause);
        }

        return new InvalidInputException(Code.INVALID_DATASET,
                String.format(Locale.ROOT, "%s is not a whole %s: it ends too early or is damaged", name, compression.label), cause);
    }

    /**
     * How a file is compressed.
     */
    enum Compression {
        GZIP("gzip", ".gz") {
            @Override
            CompressorInputStream open(final InputStream input) throws IOException {
                return new GzipCompressorInputStream(input, true);
            }
        },
        BZIP2("bzip2", ".bz2") {
            @Override
            CompressorInputStream open(final InputStream input) throws IOException {
                return new BZip2CompressorInputStream(input, true);
            }
        },
        XZ("xz", ".xz") {
            @Override
            CompressorInputStream open(final InputStream input) throws IOException {
                return new XZCompressorInputStream(input, true, XZ_MEMORY_KIB);
            }
        };

        /** What xz -9 needs is 65 MiB; the header of a file may ask for 4 GiB. */
        private static final int XZ_MEMORY_KIB = 128 << 10;

        private final String label;
        private final String extension;

        Compression(final String label, final String extension) {
            this.label = label;
            this.extension = extension;
        }

        /** The name of the file inside. */
        String unpackedName(final String name) {
            return name.toLowerCase(Locale.ROOT).endsWith(extension) ? name.substring(0, name.length() - extension.length()) : name;
        }

        /** Unpacks a stream; it also tells how many packed bytes were read. */
        abstract CompressorInputStream open(InputStream input) throws IOException;
    }
}
