package org.nififer.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The central directory of a zip (PKWARE's APPNOTE, 4.3.12 to 4.3.16, zip64 included), a part at a time: a million entries take 1 MiB of
 * memory. It tells where each entry begins and how long it is, whatever became of the entries before it.
 */
final class ZipDirectory {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAXIMUM_COMMENT_BYTES = 0xFFFF;
    private static final int ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
    private static final int ZIP64_LOCATOR_BYTES = 20;
    private static final int ZIP64_END_SIGNATURE = 0x06064b50;
    private static final int ZIP64_END_BYTES = 56;
    private static final int RECORD_SIGNATURE = 0x02014b50;
    private static final int RECORD_BYTES = 46;
    private static final int ZIP64_EXTRA = 1;
    private static final long IN_ZIP64 = 0xFFFFFFFFL;
    private static final int ENCRYPTED_FLAG = 1;
    private static final int UTF_8_FLAG = 1 << 11;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int UNIX = 3;
    private static final int FILE_TYPE = 0xF000;
    private static final int LINK = 0xA000;
    private static final int PART_BYTES = 1 << 20;
    private static final Charset OLD_NAMES = Charset.forName("IBM437");

    private final SeekableInput input;
    private final long end;
    private long position;
    private ByteBuffer part = ByteBuffer.allocate(0);
    private long partPosition;

    /**
     * Finds the directory.
     *
     * @param input of the zip; others may go elsewhere in it between two records
     * @param size  the bytes of the zip
     * @throws EOFException where there is none: the zip was cut, or is no zip
     */
    ZipDirectory(final SeekableInput input, final long size) throws IOException {
        this.input = input;
        final int tailBytes = (int) Math.min(size, END_BYTES + MAXIMUM_COMMENT_BYTES);
        final ByteBuffer tail = read(size - tailBytes, tailBytes);
        final int endRecord = endRecord(tail);
        if (endRecord < 0) {
            throw new EOFException("No end record");
        }

        long length = Integer.toUnsignedLong(tail.getInt(endRecord + 12));
        long offset = Integer.toUnsignedLong(tail.getInt(endRecord + 16));
        long directoryEnd = size - tailBytes + endRecord;
        if (endRecord >= ZIP64_LOCATOR_BYTES && tail.getInt(endRecord - ZIP64_LOCATOR_BYTES) == ZIP64_LOCATOR_SIGNATURE) {
            directoryEnd = tail.getLong(endRecord - ZIP64_LOCATOR_BYTES + 8);
            final ByteBuffer record = read(directoryEnd, ZIP64_END_BYTES);
            if (record.getInt(0) != ZIP64_END_SIGNATURE) {
                throw new EOFException("No zip64 end record");
            }

            length = record.getLong(40);
            offset = record.getLong(48);
        }

        end = directoryEnd;
        position = offset;
        // Also where another zip comes before this one, whose files would be lost.
        if (offset < 0 || length < 0 || offset != end - length) {
            throw new EOFException("The end record points to nothing");
        }
    }

    /** The last end record whose comment ends with the file, or before it where something was appended; -1 for none. */
    private static int endRecord(final ByteBuffer tail) {
        for (int end = tail.limit() - END_BYTES; end >= 0; end--) {
            if (tail.getInt(end) == END_SIGNATURE && end + END_BYTES + Short.toUnsignedInt(tail.getShort(end + 20)) <= tail.limit()) {
                return end;
            }
        }

        return -1;
    }

    /**
     * The next record, or null after the last one. The end record counts them too, but in 16 bits, which some programs let overflow.
     *
     * @throws EOFException where the directory is damaged
     */
    Entry next() throws IOException {
        if (position >= end) {
            return null;
        }

        final ByteBuffer fixed = ofPart(position, RECORD_BYTES);
        if (fixed.getInt(0) != RECORD_SIGNATURE) {
            throw new EOFException("The directory is damaged");
        }

        final int nameBytes = Short.toUnsignedInt(fixed.getShort(28));
        final int extraBytes = Short.toUnsignedInt(fixed.getShort(30));
        final int commentBytes = Short.toUnsignedInt(fixed.getShort(32));
        final ByteBuffer variable = ofPart(position + RECORD_BYTES, nameBytes + extraBytes);
        position += RECORD_BYTES + nameBytes + extraBytes + commentBytes;
        final int flags = fixed.getShort(8);
        final ByteBuffer extra = zip64(variable.slice(nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN));
        final long size = wide(fixed.getInt(24), extra);
        final long packedSize = wide(fixed.getInt(20), extra);
        final long offset = wide(fixed.getInt(42), extra);
        return new Entry(name(variable.slice(0, nameBytes), (flags & UTF_8_FLAG) != 0), flags, fixed.getShort(10), fixed.get(5),
                fixed.getInt(38), Integer.toUnsignedLong(fixed.getInt(16)), packedSize, size, offset);
    }

    /** The zip64 field among the extra ones, empty where there is none. */
    private static ByteBuffer zip64(final ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            final int id = Short.toUnsignedInt(extra.getShort());
            final int length = Math.min(extra.remaining(), Short.toUnsignedInt(extra.getShort()));
            final int start = extra.position();
            final int bounded = Math.min(length, extra.limit() - start);
            if (id == ZIP64_EXTRA) {
                return extra.slice(start, bounded).order(ByteOrder.LITTLE_ENDIAN);
            }

            extra.position(start + bounded);
        }

        return ByteBuffer.allocate(0);
    }

    private static long wide(final int narrow, final ByteBuffer zip64) {
        final long value = Integer.toUnsignedLong(narrow);
        return value == IN_ZIP64 && zip64.remaining() >= Long.BYTES ? zip64.getLong() : value;
    }

    /** Most programs write UTF-8 and say so; some write it and do not, old ones write the code page of the first PCs. */
    private static String name(final ByteBuffer bytes, final boolean isUtf8) {
        if (!isUtf8) {
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
            } catch (final CharacterCodingException e) {
                return OLD_NAMES.decode(bytes).toString();
            }
        }

        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** Bytes of the directory, of which as many as fit a part are read at a time. */
    private ByteBuffer ofPart(final long from, final int length) throws IOException {
        if (from < partPosition || from + length > partPosition + part.limit()) {
            part = read(from, (int) Math.min(Math.max(PART_BYTES, length), end - from));
            partPosition = from;
            if (part.limit() < length) {
                throw new EOFException("The directory ends too early");
            }
        }

        return part.slice((int) (from - partPosition), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer read(final long from, final int length) throws IOException {
        if (from < 0 || length < 0) {
            throw new EOFException("A position outside");
        }

        input.seek(from);
        final byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The zip ends too early");
        }

        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * What the directory says of an entry.
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
    record Entry(String name, int flags, int method, int madeBy, int attributes, long checksum, long packedSize, long size, long offset) {

        boolean isFolder() {
            return name.endsWith("/") || name.endsWith("\\");
        }

        boolean isStored() {
            return method == STORED;
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
}
