package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.Locale;

/**
 * Counts what a source unpacks to while it is read once, and stops a bomb.
 */
final class UnpackBudget {

    private static final long RATIO_FROM_BYTES = 8L << 20;

    private final ArchiveLimits limits;
    private long totalBytes;
    private long totalPackedBytes;

    UnpackBudget(final ArchiveLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts bytes that were just unpacked.
     *
     * @param archive     what the error names
     * @param count       the new ones
     * @param unpacked    of the same entry so far, with the new ones
     * @param packedCount what the new ones came from
     * @param packed      what all of these came from
     * @throws InvalidInputException beyond a limit
     */
    void unpacked(final String archive, final int count, final long unpacked, final long packedCount, final long packed) throws InvalidInputException {
        totalBytes += count;
        totalPackedBytes += packedCount;
        if (totalBytes > limits.maximumBytes()) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s unpacks to more than %d bytes, the limit for an archive", archive, limits.maximumBytes()));
        }

        if (isBomb(unpacked, packed)) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s has an entry that unpacks to more than %d times its size, the limit against bombs", archive, limits.maximumRatio()));
        }

        if (isBomb(totalBytes, totalPackedBytes)) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s has entries that together unpack to more than %d times their size, the limit against bombs", archive, limits.maximumRatio()));
        }
    }

    private boolean isBomb(final long unpacked, final long packed) {
        return unpacked > RATIO_FROM_BYTES && unpacked / limits.maximumRatio() > packed;
    }
}
