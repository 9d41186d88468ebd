package org.nififer.dataset.source;

import java.util.Locale;
import java.util.Optional;

/**
 * What the directory of a zip says of an entry.
 *
 * @param name       as it is written there
 * @param flags      the general-purpose bits
 * @param method     how it is packed: 0 stored, 8 deflated
 * @param madeBy     the system whose attributes it has: 3 is Unix
 * @param attributes of the file; Unix has its mode in the upper half
 * @param checksum   CRC-32 of the content
 * @param packedSize bytes
 * @param size       bytes, unpacked
 * @param offset     where its local header begins
 */
record ZipRecord(String name, int flags, int method, int madeBy, int attributes, long checksum, long packedSize, long size, long offset) {

    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int ENCRYPTED_FLAG = 1;
    private static final int UNIX = 3;
    private static final int FILE_TYPE = 0xF000;
    private static final int LINK = 0xA000;

    boolean isFolder() {
        return name.endsWith("/") || name.endsWith("\\");
    }

    /** Why the content cannot be read; empty where it can. */
    Optional<String> problem() {
        if ((flags & ENCRYPTED_FLAG) != 0) {
            return Optional.of("Encrypted; expected a zip without password");
        }

        if (madeBy == UNIX && (attributes >>> Short.SIZE & FILE_TYPE) == LINK) {
            return Optional.of("A link; expected a file");
        }

        return method == STORED || method == DEFLATED ? Optional.empty() : Optional.of(String.format(Locale.ROOT, "Packed by method %d; expected deflated or stored", method));
    }
}
