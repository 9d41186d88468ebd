package org.nififer.archive;

import java.io.IOException;

/**
 * What something packed unpacks to, within limits.
 */
abstract class UnpackedInput extends BlockInput {

    private final String archive;
    private final ArchiveLimits.Budget budget;
    private long bytes;
    private long countedPackedBytes;

    /**
     * Unpacks an entry of an archive, or one file.
     *
     * @param archive what errors name
     */
    UnpackedInput(final String archive, final ArchiveLimits.Budget budget) {
        this.archive = archive;
        this.budget = budget;
    }

    @Override
    public final int read(final byte[] buffer, final int offset, final int length) throws IOException {
        final int count = unpack(buffer, offset, length);
        if (count > 0) {
            bytes += count;
            final long packedBytes = packedBytes();
            budget.unpacked(archive, count, bytes, packedBytes - countedPackedBytes, packedBytes);
            countedPackedBytes = packedBytes;
        }

        return count;
    }

    /** Reads a block as an input does. */
    abstract int unpack(byte[] buffer, int offset, int length) throws IOException;

    /** How many packed bytes were read for all that was unpacked so far. */
    abstract long packedBytes();

    /** How many bytes were unpacked, without those that are just being unpacked. */
    final long bytes() {
        return bytes;
    }
}
