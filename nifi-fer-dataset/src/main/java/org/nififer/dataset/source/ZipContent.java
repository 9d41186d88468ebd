package org.nififer.dataset.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The content of one entry of a zip. What is wrong with it concerns this entry only: its bounds are those of the directory.
 */
final class ZipContent extends InputStream {

    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int INFLATE_BUFFER_BYTES = 1 << 13;

    private final String archive;
    private final ZipRecord zipRecord;
    private final SeekableInput zip;
    private final UnpackBudget budget;
    private final InputStream content;
    private final CRC32 checksum = new CRC32();
    private long packedBytes;
    private long countedPackedBytes;
    private long bytes;

    /**
     * Goes to an entry.
     *
     * @param inflater free for this entry
     */
    ZipContent(final String archive, final ZipRecord zipRecord, final SeekableInput zip, final Inflater inflater, final UnpackBudget budget) throws IOException {
        this.archive = archive;
        this.zipRecord = zipRecord;
        this.zip = zip;
        this.budget = budget;
        seekContent();
        final InputStream packed = new Packed();
        inflater.reset();
        content = zipRecord.method() == ZipRecord.STORED ? packed : new InflaterInputStream(packed, inflater, INFLATE_BUFFER_BYTES);
    }

    private void seekContent() throws IOException {
        final byte[] header;
        try {
            zip.seek(zipRecord.offset());
            header = zip.readNBytes(LOCAL_BYTES);
        } catch (final EOFException e) {
            throw new DamagedEntryException("The directory of the zip names a place beyond its end", e);
        }

        final ByteBuffer local = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        if (header.length < LOCAL_BYTES || local.getInt(0) != LOCAL_SIGNATURE) {
            throw new DamagedEntryException("Its header is damaged");
        }

        try {
            zip.skipNBytes(Short.toUnsignedInt(local.getShort(26)) + Short.toUnsignedInt(local.getShort(28)));
        } catch (final EOFException e) {
            throw new DamagedEntryException("The zip ends in its header", e);
        }
    }

    @Override
    public int read() throws IOException {
        final byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        final int count;
        try {
            count = content.read(buffer, offset, length);
        } catch (final ZipException | EOFException e) {
            throw new DamagedEntryException(String.format(Locale.ROOT, "Damaged in the zip: %s", e.getMessage()), e);
        }

        if (count > 0) {
            bytes += count;
            checksum.update(buffer, offset, count);
            budget.unpacked(archive, count, bytes, packedBytes - countedPackedBytes, packedBytes);
            countedPackedBytes = packedBytes;
        } else if (count < 0 && (bytes != zipRecord.size() || checksum.getValue() != zipRecord.checksum())) {
            throw new DamagedEntryException(String.format(Locale.ROOT, "Damaged in the zip: %d bytes with the checksum %08x; its directory says %d with %08x", bytes,
                    checksum.getValue(),
                    zipRecord.size(), zipRecord.checksum()));
        }

        return count;
    }

    /** The packed bytes of this entry and no more. */
    private final class Packed extends InputStream {

        @Override
        public int read() throws IOException {
            final byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
        }

        @Override
        public int read(final byte[] buffer, final int offset, final int length) throws IOException {
            final long remaining = zipRecord.packedSize() - packedBytes;
            final int count = remaining <= 0 ? -1 : zip.read(buffer, offset, (int) Math.min(length, remaining));
            packedBytes += Math.max(0, count);
            return count;
        }
    }
}
