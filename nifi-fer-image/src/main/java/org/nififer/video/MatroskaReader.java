package org.nififer.video;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Reads the blocks of a Matroska stream as FFmpeg writes it into a pipe: one track, its times in milliseconds. It is the container that
 * keeps the time and the bytes of each frame together, and this is the part of it that tells them.
 */
final class MatroskaReader {

    private static final long SEGMENT = 0x18538067L;
    private static final long CLUSTER = 0x1F43B675L;
    private static final long BLOCK_GROUP = 0xA0;
    private static final long TIMESTAMP = 0xE7;
    private static final long SIMPLE_BLOCK = 0xA3;
    private static final long BLOCK = 0xA1;
    /** Number of the track (one byte), time after the cluster's (two), flags (one). */
    private static final int BLOCK_HEADER = 4;
    private static final int BUFFER_BYTES = 1 << 16;

    private final DataInputStream input;
    private final int frameBytes;
    private long clusterMilliseconds;

    /**
     * A reader.
     *
     * @param frameBytes what each frame has
     */
    MatroskaReader(final InputStream input, final int frameBytes) {
        this.input = new DataInputStream(new BufferedInputStream(input, BUFFER_BYTES));
        this.frameBytes = frameBytes;
    }

    /**
     * The next frame's time and bytes; null at the end of the stream.
     *
     * @throws EOFException where the stream ends in the middle of one
     */
    Block read() throws IOException {
        while (true) {
            final int first = input.read();
            if (first < 0) {
                return null;
            }

            final long element = number(first, false);
            final long size = number(input.readUnsignedByte(), true);
            if (element == TIMESTAMP) {
                clusterMilliseconds = unsigned((int) size);
            } else if (element == SIMPLE_BLOCK || element == BLOCK) {
                return block(size);
            } else if (element != SEGMENT && element != CLUSTER && element != BLOCK_GROUP) {
                input.skipNBytes(size);
            }
        }
    }

    private Block block(final long size) throws IOException {
        if (size != frameBytes + BLOCK_HEADER) {
            throw new IOException(String.format(Locale.ROOT, "A frame of %d bytes; expected %d", size - BLOCK_HEADER, frameBytes));
        }

        input.skipNBytes(1);
        final long milliseconds = clusterMilliseconds + input.readShort();
        input.skipNBytes(1);
        final byte[] bytes = new byte[frameBytes];
        input.readFully(bytes);
        return new Block(milliseconds, bytes);
    }

    /** A number whose leading zeros tell how long it is; the bit after them belongs to ids and not to sizes. */
    private long number(final int first, final boolean withoutMarker) throws IOException {
        final int following = Integer.numberOfLeadingZeros(first) - (Integer.SIZE - Byte.SIZE);
        if (following >= Byte.SIZE) {
            throw new IOException("Not a Matroska stream");
        }

        long value = withoutMarker ? first & ~(0x80 >> following) : first;
        for (int index = 0; index < following; index++) {
            value = value << Byte.SIZE | input.readUnsignedByte();
        }

        return value;
    }

    private long unsigned(final int length) throws IOException {
        long value = 0;
        for (int index = 0; index < length; index++) {
            value = value << Byte.SIZE | input.readUnsignedByte();
        }

        return value;
    }

    /** A frame as it lies in the stream. */
    record Block(long milliseconds, byte[] bytes) {
    }
}
