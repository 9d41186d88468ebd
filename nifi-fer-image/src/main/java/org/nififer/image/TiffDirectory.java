package org.nififer.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The tags of a directory of a TIFF file (TIFF 6.0, section 2; and BigTIFF, with 64-bit offsets), by their numbers. The blocks of EXIF data in other
 * files are TIFF files as well.
 */
final class TiffDirectory {

    private static final int MAGIC = 42;
    private static final int BIG_MAGIC = 43;
    private static final int ASCII = 2;
    /** The bytes of a value of the types 1 to 18; 0 where the number means no type. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    private final ByteBuffer file;
    private final boolean big;
    private final Map<Integer, Values> tags = new HashMap<>();

    private TiffDirectory(final ByteBuffer file, final boolean big) {
        this.file = file;
        this.big = big;
    }

    /** The first directory. */
    static TiffDirectory read(final ByteBuffer file) throws ImageFaultException {
        file.order(file.get(0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        final int magic = file.getShort(2);
        if (file.get(0) != file.get(1) || file.get(0) != 'M' && file.get(0) != 'I' || magic != MAGIC && magic != BIG_MAGIC) {
            throw ImageFaultException.damaged("it does not begin as a TIFF file");
        }

        final TiffDirectory directory = new TiffDirectory(file, magic == BIG_MAGIC);
        directory.readAt(magic == BIG_MAGIC ? file.getLong(8) : Integer.toUnsignedLong(file.getInt(4)));
        return directory;
    }

    /** Another directory of the same file. */
    TiffDirectory at(final long offset) throws ImageFaultException {
        final TiffDirectory directory = new TiffDirectory(file, big);
        directory.readAt(offset);
        return directory;
    }

    private void readAt(final long offset) throws ImageFaultException {
        final int start = position(offset);
        final long count = big ? file.getLong(start) : Short.toUnsignedLong(file.getShort(start));
        final int entryBytes = big ? 20 : 12;
        final int first = start + (big ? Long.BYTES : Short.BYTES);
        if (count < 1 || count > (file.capacity() - first) / entryBytes) {
            throw ImageFaultException.damaged("its directory at byte %d has %d entries and does not fit the file", start, count);
        }

        for (int entry = first; entry < first + count * entryBytes; entry += entryBytes) {
            final int type = Short.toUnsignedInt(file.getShort(entry + 2));
            final long values = big ? file.getLong(entry + 4) : Integer.toUnsignedLong(file.getInt(entry + 4));
            tags.putIfAbsent(Short.toUnsignedInt(file.getShort(entry)), new Values(type, values, entry + (big ? 12 : 8)));
        }
    }

    private int position(final long offset) throws ImageFaultException {
        if (offset < 0 || offset > file.capacity()) {
            throw ImageFaultException.damaged("it refers to byte %d of %d", offset, file.capacity());
        }

        return (int) offset;
    }

    boolean has(final int tag) {
        return tags.containsKey(tag);
    }

    /** The first value of a tag, and another one where it is not there. */
    long number(final int tag, final long otherwise) throws ImageFaultException {
        final long[] numbers = numbers(tag);
        return numbers.length == 0 ? otherwise : numbers[0];
    }

    /** The values of a tag of whole numbers; none where it is not there. */
    long[] numbers(final int tag) throws ImageFaultException {
        final Values values = tags.get(tag);
        if (values == null) {
            return new long[0];
        }

        final int bytes = values.type < TYPE_BYTES.length ? TYPE_BYTES[values.type] : 0;
        int position = start(values, tag, bytes);
        final long[] numbers = new long[(int) values.count];
        for (int index = 0; index < numbers.length; index++, position += bytes) {
            numbers[index] = switch (values.type) {
                case 1, 7 -> Byte.toUnsignedLong(file.get(position));
                case 3 -> Short.toUnsignedLong(file.getShort(position));
                case 4, 13 -> Integer.toUnsignedLong(file.getInt(position));
                case 16, 18 -> file.getLong(position);
                default -> throw ImageFaultException.damaged("its tag %d is of type %d, where whole numbers belong", tag, values.type);
            };
        }

        return numbers;
    }

    /** The text of a tag; empty where it is not there. */
    String text(final int tag) throws ImageFaultException {
        final Values values = tags.get(tag);
        if (values == null || values.type != ASCII) {
            return "";
        }

        final byte[] bytes = new byte[(int) values.count];
        file.get(start(values, tag, 1), bytes);
        return new String(bytes, StandardCharsets.US_ASCII).replaceAll("[^ -~]", " ").strip();
    }

    private int start(final Values values, final int tag, final int bytes) throws ImageFaultException {
        final long inEntry = (big ? Long.BYTES : Integer.BYTES) / Math.max(1, bytes);
        if (bytes == 0 || values.count < 0 || values.count > file.capacity() / bytes) {
            throw ImageFaultException.damaged("its tag %d has %d values of type %d", tag, values.count, values.type);
        }

        final int start = values.count <= inEntry ? values.position : position(big ? file.getLong(values.position) : Integer.toUnsignedLong(file.getInt(values.position)));
        if (start + values.count * bytes > file.capacity()) {
            throw ImageFaultException.damaged("its tag %d goes beyond the end of the file", tag);
        }

        return start;
    }

    /**
     * Where the values of a tag are.
     *
     * @param position of the values themselves where there is room for them in the entry, else of the offset where they are
     */
    private record Values(int type, long count, int position) {
    }
}
