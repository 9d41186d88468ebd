package org.nififer.archive;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.Locale;

/**
 * What an archive may unpack to before it is taken for a bomb.
 *
 * @param maximumBytes of all entries together, unpacked; an archive in an archive counts on both levels
 * @param maximumRatio unpacked to packed bytes, of an entry of a zip and of a gzip, and of all that a source has of them together;
 *                     counts only from 8 MiB unpacked, since small flat images and texts pack well without bad intent
 */
public record ArchiveLimits(long maximumBytes, long maximumRatio) {

    /** 256 GiB and 200 to 1. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(256L << 30, 200);

    public ArchiveLimits {
        if (maximumBytes < 1 || maximumRatio < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "Limits of %d bytes and a ratio of %d; both have to be 1 or more", maximumBytes, maximumRatio));
        }
    }

    /**
     * Counts what archives unpack to while they are read once, and stops a bomb.
     */
    static final class Budget {

        private static final long RATIO_FROM_BYTES = 8L << 20;

        private final ArchiveLimits limits;
        private long totalBytes;
        private long totalPackedBytes;

        Budget(final ArchiveLimits limits) {
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
                        String.format(Locale.ROOT, "%s has entries that together unpack to more than %d times their size, the limit against bombs", archive,
                        limits.maximumRatio()));
            }
        }

        private boolean isBomb(final long unpacked, final long packed) {
            return unpacked > RATIO_FROM_BYTES && unpacked / limits.maximumRatio() > packed;
        }
    }
}
