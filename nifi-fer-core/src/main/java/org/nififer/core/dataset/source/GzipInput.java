package org.nififer.core.dataset.source;

import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.TailInput;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * What a gzip unpacks to, within limits; of one with several members, all.
 */
final class GzipInput extends FilterInputStream {

    private final String name;
    private final TailInput packed;
    private final GzipCompressorInputStream gzip;
    private final UnpackBudget budget;
    private long bytes;
    private long countedPackedBytes;

    private GzipInput(final String name, final TailInput packed, final GzipCompressorInputStream gzip, final UnpackBudget budget) {
        super(gzip);
        this.name = name;
        this.packed = packed;
        this.gzip = gzip;
        this.budget = budget;
    }

    /**
     * Unpacks a stream, which is closed together with the new one.
     *
     * @throws InvalidInputException where it ends in the header
     */
    static GzipInput open(final InputStream input, final String name, final UnpackBudget budget) throws IOException {
        // Tells whose error an error is.
        final TailInput packed = new TailInput(input);
        try {
            return new GzipInput(name, packed, new GzipCompressorInputStream(packed, true), budget);
        } catch (final IOException e) {
            throw packed.failed() ? e : damaged(name, e);
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
            throw packed.failed() ? e : damaged(name, e);
        }

        if (count > 0) {
            bytes += count;
            final long packedBytes = gzip.getCompressedCount();
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

    private static InvalidInputException damaged(final String name, final IOException cause) {
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is not a whole gzip: it ends too early or is damaged", name), cause);
    }
}
