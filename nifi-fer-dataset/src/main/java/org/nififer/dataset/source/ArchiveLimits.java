package org.nififer.dataset.source;

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
}
