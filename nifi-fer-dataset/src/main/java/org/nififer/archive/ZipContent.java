package org.nififer.archive;

import org.apache.commons.io.input.BoundedInputStream;

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
final class ZipContent extends UnpackedInput {

    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int INFLATE_BUFFER_BYTES = 1 << 13;

    private final ZipDirectory.Entry entry;
    private final BoundedInputStream packed;
    private final InputStream content;
    private final CRC32 checksum = new CRC32();

    /**
     * Goes to an entry.
     *
     * @param inflater free for this entry
     */
    ZipContent(final String archive, final ZipDirectory.Entry entry, final SeekableInput zip, final Inflater inflater, final ArchiveLimits.Budget budget) throws IOException {
        super(archive, budget);
        this.entry = entry;
        goToContent(zip, entry.offset());
        packed = BoundedInputStream.builder().setInputStream(zip).setMaxCount(Math.max(0, entry.packedSize())).setPropagateClose(false).get();
        inflater.reset();
        content = entry.isStored() ? packed : new InflaterInputStream(packed, inflater, INFLATE_BUFFER_BYTES);
    }

    private static void goToContent(final SeekableInput zip, final long offset) throws IOException {
        final byte[] header;
        try {
            zip.seek(offset);
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
    int unpack(final byte[] buffer, final int offset, final int length) throws IOException {
        final int count;
        try {
            count = content.read(buffer, offset, length);
        } catch (final ZipException | EOFException e) {
            throw new DamagedEntryException(String.format(Locale.ROOT, "Damaged in the zip: %s", e.getMessage()), e);
        }

        if (count > 0) {
            checksum.update(buffer, offset, count);
        } else if (count < 0 && (bytes() != entry.size() || checksum.getValue() != entry.checksum())) {
            throw new DamagedEntryException(String.format(Locale.ROOT, "Damaged in the zip: %d bytes with the checksum %08x; its directory says %d with %08x", bytes(),
                    checksum.getValue(), entry.size(), entry.checksum()));
        }

        return count;
    }

    @Override
    long packedBytes() {
        return packed.getCount();
    }
}
