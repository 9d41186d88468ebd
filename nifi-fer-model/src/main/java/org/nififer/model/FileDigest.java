package org.nififer.model;

import org.nififer.common.Sha256;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/**
 * SHA-256 of a file that is open, as {@code sha256sum} prints it.
 */
public final class FileDigest {

    private FileDigest() {
    }

    /** 64 lower-case hexadecimal digits of the whole file; the position of the channel stays where it is. */
    public static String sha256(final FileChannel channel) throws IOException {
        final long position = channel.position();
        try {
            return Sha256.hex(Channels.newInputStream(channel.position(0)));
        } finally {
            channel.position(position);
        }
    }
}
