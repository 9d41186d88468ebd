package org.nififer.dataset.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The archives that are opened, told by their first bytes and not by their names.
 */
enum ArchiveKind {
    ZIP,
    TAR,
    GZIP,
    BZIP2,
    XZ,
    NONE;

    /** The bytes that are needed to tell: the first header of a tar. */
    static final int HEAD_BYTES = 512;

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

    /** The kind of a file whose first bytes, up to {@link #HEAD_BYTES}, are these. */
    static ArchiveKind of(final byte[] head) {
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
