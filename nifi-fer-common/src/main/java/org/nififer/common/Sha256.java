package org.nififer.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 as the dataset file writes it.
 */
public final class Sha256 {

    private Sha256() {
    }

    /** 64 lower-case hexadecimal digits. */
    public static String hex(final byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    /** The same of a stream, read to its end. */
    public static String hex(final InputStream input) throws IOException {
        final MessageDigest digest = digest();
        update(digest, input);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same of a whole file that is open, as {@code sha256sum} prints it; the position of the channel stays where it is. */
    public static String hex(final FileChannel channel) throws IOException {
        final long position = channel.position();
        try {
            return hex(Channels.newInputStream(channel.position(0)));
        } finally {
            channel.position(position);
        }
    }

    /** Feeds a stream to a digest, to its end. */
    public static void update(final MessageDigest digest, final InputStream input) throws IOException {
        try (DigestOutputStream output = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            input.transferTo(output);
        }
    }

    /** A digest to be fed piece by piece. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The first 64 bits of the digest of a text: stands for the text where millions of them have to be remembered. */
    public static long prefix(final String text) {
        return ByteBuffer.wrap(digest().digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    }
}
