package org.nififer.core.model;

import org.nififer.core.dataset.Sha256;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 of a file that is open, as {@code sha256sum} prints it.
 */
public final class FileDigest {

    private static final int BUFFER = 1 << 16;

    private FileDigest() {
    }

    /** 64 lower-case hexadecimal digits of the whole file; the position of the channel stays where it is. */
    public static String sha256(final FileChannel channel) throws IOException {
        final MessageDigest digest = Sha256.digest();
        final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long position = 0;
        int read = channel.read(buffer, position);
        while (read >= 0) {
            digest.update(buffer.flip());
            position += read;
            read = channel.read(buffer.clear(), position);
        }

        return HexFormat.of().formatHex(digest.digest());
    }
}
