package org.nififer.dataset.source;

import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.compressors.CompressorInputStream;
import org.apache.commons.compress.utils.InputStreamStatistics;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.TailInput;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * What a compressed file unpacks to, within limits.
 */
final class CompressedInput extends FilterInputStream {

    private final String name;
    private final TailInput packed;
    private final Compression compression;
    private final InputStreamStatistics statistics;
    private final UnpackBudget budget;
    private long bytes;
    private long countedPackedBytes;

    private CompressedInput(final String name, final TailInput packed, final Compression compression, final CompressorInputStream unpacked, final UnpackBudget budget) {
        super(unpacked);
        this.name = name;
        this.packed = packed;
        this.compression = compression;
        this.statistics = (InputStreamStatistics) unpacked;
        this.budget = budget;
    }

    /**
     * Unpacks a stream, which is closed together with the new one.
     *
     * @throws InvalidInputException where it ends in the header
     */
    static CompressedInput open(final InputStream input, final Compression compression, final String name, final UnpackBudget budget) throws IOException {
        // Tells whose error an error is.
        final TailInput packed = new TailInput(input);
        try {
            return new CompressedInput(name, packed, compression, compression.open(packed), budget);
        } catch (final IOException e) {
            throw packed.failed() ? e : damaged(name, compression, e);
        }
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
            throw packed.failed() ? e : damaged(name, compression, e);
        } catch (final IndexOutOfBoundsException | IllegalArgumentException e) {
            // How the reader of bzip2 says that tables contradict each other.
            throw damaged(name, compression, new IOException(e));
        }

        if (count > 0) {
            bytes += count;
            final long packedBytes = statistics.getCompressedCount();
            budget.unpacked(name, count, bytes, packedBytes - countedPackedBytes, packedBytes);
            countedPackedBytes = packedBytes;
        }

        return count;
    }

    @Override
    public long skip(final long count) throws IOException {
        return readNBytes((int) Math.clamp(count, 0, 1 << 13)).length;
    }

    /** Not asked of the unpacking stream: that of xz throws here what it found when it was read. */
    @Override
    public int available() {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private static InvalidInputException damaged(final String name, final Compression compression, final IOException cause) {
        if (cause instanceof MemoryLimitException) {
            return new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s is a %s that needs more memory than is given to it; expected one as xz -9 or less makes it", name, compression.label()), cause);
        }

        return new InvalidInputException(Code.INVALID_DATASET,
                String.format(Locale.ROOT, "%s is not a whole %s: it ends too early or is damaged", name, compression.label()), cause);
    }
}
