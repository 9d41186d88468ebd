package org.nififer.core.dataset.source;

import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.TailInput;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * What a gzip, bzip2 or xz unpacks to, within limits; of one with several members, all.
 */
final class PackedInput extends FilterInputStream {

    /** What the largest preset of xz needs, and half as much again. */
    private static final int XZ_MEMORY_KIBIBYTES = 100 << 10;

    private final String name;
    private final ArchiveKind kind;
    private final TailInput packed;
    private final UnpackBudget budget;
    private long bytes;
    private long countedPackedBytes;

    private PackedInput(final String name, final ArchiveKind kind, final TailInput packed, final InputStream unpacked, final UnpackBudget budget) {
        super(unpacked);
        this.name = name;
        this.kind = kind;
        this.packed = packed;
        this.budget = budget;
    }

    /**
     * Unpacks a stream, which is closed together with the new one.
     *
     * @param kind gzip, bzip2 or xz
     * @throws InvalidInputException where it ends in the header
     */
    static PackedInput open(final InputStream input, final String name, final ArchiveKind kind, final UnpackBudget budget) throws IOException {
        // Tells whose error an error is.
        final TailInput packed = new TailInput(input);
        try {
            return new PackedInput(name, kind, packed, unpacked(new BufferedInputStream(packed), kind), budget);
        } catch (final IOException e) {
            throw packed.failed() ? e : damaged(name, kind, e);
        }
    }

    private static InputStream unpacked(final InputStream packed, final ArchiveKind kind) throws IOException {
        return switch (kind) {
            case GZIP -> new GzipCompressorInputStream(packed, true);
            case BZIP2 -> new BZip2CompressorInputStream(packed, true);
            case XZ -> new XZCompressorInputStream(packed, true, XZ_MEMORY_KIBIBYTES);
            default -> throw new IllegalArgumentException(String.format(Locale.ROOT, "%s is no packed stream", kind));
        };
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
        } catch (final IOException e) {
            throw packed.failed() ? e : damaged(name, kind, e);
        } catch (final IndexOutOfBoundsException e) {
            // Tables of a damaged bzip2 lead anywhere.
            throw damaged(name, kind, e);
        }

        if (count > 0) {
            bytes += count;
            final long packedBytes = packed.position();
            budget.unpacked(name, count, bytes, packedBytes - countedPackedBytes, packedBytes);
            countedPackedBytes = packedBytes;
        }

        return count;
    }

    @Override
    public long skip(final long count) throws IOException {
        return readNBytes((int) Math.clamp(count, 0, 1 << 13)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private static InvalidInputException damaged(final String name, final ArchiveKind kind, final Exception cause) {
        final String reason = cause instanceof MemoryLimitException ? String.format(Locale.ROOT, "needs more than %d MiB of memory to be unpacked; pack it with xz -9 or less",
                XZ_MEMORY_KIBIBYTES >> 10) : String.format(Locale.ROOT, "is not a whole %s: it ends too early or is damaged", kind.name().toLowerCase(Locale.ROOT));
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s %s", name, reason), cause);
    }
}
