package org.nififer.image;

import org.nififer.common.RgbImage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes TIFF files of many kinds: what other libraries would write, but with samples that the test knows.
 */
final class TiffFiles {

    static final int NO_COMPRESSION = 1;
    static final int DEFLATE = 8;
    static final int PACK_BITS = 32_773;

    private final Map<Integer, long[]> tags = new TreeMap<>();
    private final int width;
    private final int height;
    private final long[][] samples;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private boolean big;
    private boolean floating;
    private int bits = Byte.SIZE;
    private int compression = NO_COMPRESSION;
    private int rowsPerStrip = 7;
    private int tile;
    private boolean planar;
    private long[] announcedLengths;
    private long[] announcedSize;

    /**
     * A file.
     *
     * @param samples {@code [channels][height * width]}
     * @param colours what the channels mean, as the tag PhotometricInterpretation numbers it
     */
    TiffFiles(final int width, final int height, final int colours, final long[]... samples) {
        this.width = width;
        this.height = height;
        this.samples = samples;
        tag(262, colours);
    }

    /** RGB samples of an image. */
    static TiffFiles rgb(final RgbImage image) {
        return new TiffFiles(image.width(), image.height(), 2, channel(image, 0), channel(image, 1), channel(image, 2));
    }

    static long[] channel(final RgbImage image, final int channel) {
        final long[] samples = new long[image.width() * image.height()];
        for (int index = 0; index < samples.length; index++) {
            samples[index] = Byte.toUnsignedLong(image.pixels()[index * RgbImage.CHANNELS + channel]);
        }

        return samples;
    }

    TiffFiles tag(final int tag, final long... values) {
        tags.put(tag, values);
        return this;
    }

    TiffFiles order(final ByteOrder value) {
        order = value;
        return this;
    }

    TiffFiles big() {
        big = true;
        return this;
    }

    TiffFiles bits(final int value) {
        bits = value;
        return this;
    }

    /** The samples are bits of floating-point numbers. */
    TiffFiles floating() {
        floating = true;
        return bits(Float.SIZE);
    }

    TiffFiles compression(final int value) {
        compression = value;
        return this;
    }

    TiffFiles tiles(final int side) {
        tile = side;
        return this;
    }

    TiffFiles planar() {
        planar = true;
        return this;
    }

    /** The file says of its strips that they have fewer bytes. */
    TiffFiles shorter(final long... lengths) {
        announcedLengths = lengths;
        return this;
    }

    /** The file says that it has another size. */
    TiffFiles announcing(final int otherWidth, final int otherHeight) {
        announcedSize = new long[] {otherWidth, otherHeight};
        return this;
    }

    byte[] write() {
        final int partWidth = tile > 0 ? tile : width;
        final int partHeight = tile > 0 ? tile : rowsPerStrip;
        final ByteArrayOutputStream data = new ByteArrayOutputStream();
        final int start = big ? 16 : 8;
        final int columns = (width + partWidth - 1) / partWidth;
        final int rows = (height + partHeight - 1) / partHeight;
        final int planes = planar ? samples.length : 1;
        final long[] offsets = new long[columns * rows * planes];
        final long[] lengths = new long[offsets.length];
        int part = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int top = 0; top < height; top += partHeight) {
                for (int left = 0; left < width; left += partWidth, part++) {
                    final byte[] bytes = compressed(part(left, top, partWidth, tile > 0 ? partHeight : Math.min(partHeight, height - top), planar ? plane : -1), partWidth);
                    offsets[part] = start + data.size();
                    lengths[part] = bytes.length;
                    data.writeBytes(bytes);
                    if (data.size() % 2 == 1) {
                        data.write(0);
                    }
                }
            }
        }

        tag(256, width).tag(257, height).tag(259, compression).tag(277, samples.length).tag(284, planar ? 2 : 1);
        final long[] depths = new long[samples.length];
        Arrays.fill(depths, bits);
        tag(258, depths);
        if (floating) {
            tag(339, 3);
        }

        if (tile > 0) {
            tag(322, tile).tag(323, tile).tag(324, offsets).tag(325, lengths);
        } else {
            tag(273, offsets).tag(278, rowsPerStrip).tag(279, lengths);
        }

        if (announcedLengths != null) {
            tag(279, announcedLengths);
        }

        if (announcedSize != null) {
            tag(256, announcedSize[0]).tag(257, announcedSize[1]);
        }

        return withDirectory(data.toByteArray(), start);
    }

    private byte[] part(final int left, final int top, final int partWidth, final int partHeight, final int plane) {
        final int first = Math.max(0, plane);
        final int last = plane < 0 ? samples.length : plane + 1;
        final int rowBytes = (partWidth * (last - first) * bits + Byte.SIZE - 1) / Byte.SIZE;
        final ByteBuffer bytes = ByteBuffer.allocate(rowBytes * partHeight).order(order);
        for (int y = 0; y < partHeight; y++) {
            int bit = y * rowBytes * Byte.SIZE;
            for (int x = 0; x < partWidth; x++) {
                for (int channel = first; channel < last; channel++, bit += bits) {
                    final boolean inside = left + x < width && top + y < height;
                    put(bytes, bit, inside ? samples[channel][(top + y) * width + left + x] : 0);
                }
            }
        }

        return bytes.array();
    }

    private void put(final ByteBuffer bytes, final int bit, final long sample) {
        switch (bits) {
            case Byte.SIZE -> bytes.put(bit / Byte.SIZE, (byte) sample);
            case Short.SIZE -> bytes.putShort(bit / Byte.SIZE, (short) sample);
            case Integer.SIZE -> bytes.putInt(bit / Byte.SIZE, (int) sample);
            default -> {
                // From the highest bit on, whatever the order of the bytes.
                for (int index = 0; index < bits; index++) {
                    if ((sample >> bits - 1 - index & 1) == 1) {
                        final int position = (bit + index) / Byte.SIZE;
                        bytes.put(position, (byte) (bytes.get(position) | 0x80 >> (bit + index) % Byte.SIZE));
                    }
                }
            }
        }
    }

    private byte[] compressed(final byte[] bytes, final int partWidth) {
        final ByteArrayOutputStream result = new ByteArrayOutputStream();
        switch (compression) {
            case DEFLATE -> {
                try (DeflaterOutputStream deflater = new DeflaterOutputStream(result)) {
                    deflater.write(bytes);
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            case PACK_BITS -> {
                final int rowBytes = (partWidth * (planar ? 1 : samples.length) * bits + Byte.SIZE - 1) / Byte.SIZE;
                for (int row = 0; row < bytes.length; row += rowBytes) {
                    for (int index = row; index < row + rowBytes; index += 128) {
                        final int count = Math.min(128, row + rowBytes - index);
                        result.write(count - 1);
                        result.write(bytes, index, count);
                    }
                }
            }
            default -> result.writeBytes(bytes);
        }

        return result.toByteArray();
    }

    /** The header, the data, the directory and the values that do not fit into it. */
    private byte[] withDirectory(final byte[] data, final int start) {
        final int entryBytes = big ? 20 : 12;
        final int directory = start + data.length;
        int values = directory + (big ? 16 : 6) + tags.size() * entryBytes;
        final ByteBuffer file = ByteBuffer.allocate(values + tags.values().stream().mapToInt(all -> all.length * Long.BYTES).sum()).order(order);
        file.put(order == ByteOrder.LITTLE_ENDIAN ? new byte[] {'I', 'I'} : new byte[] {'M', 'M'}).putShort((short) (big ? 43 : 42));
        if (big) {
            file.putShort((short) 8).putShort((short) 0).putLong(directory);
        } else {
            file.putInt(directory);
        }

        file.put(data);
        if (big) {
            file.putLong(tags.size());
        } else {
            file.putShort((short) tags.size());
        }

        for (final Map.Entry<Integer, long[]> tag : tags.entrySet()) {
            final boolean small = Arrays.stream(tag.getValue()).allMatch(value -> value < 1 << Short.SIZE);
            final int bytes = small ? Short.BYTES : Integer.BYTES;
            file.putShort(tag.getKey().shortValue()).putShort((short) (small ? 3 : 4));
            if (big) {
                file.putLong(tag.getValue().length);
            } else {
                file.putInt(tag.getValue().length);
            }

            final int room = big ? Long.BYTES : Integer.BYTES;
            int position = file.position();
            if (tag.getValue().length * bytes > room) {
                if (big) {
                    file.putLong(position, values);
                } else {
                    file.putInt(position, values);
                }

                position = values;
                values += tag.getValue().length * bytes;
            }

            for (final long value : tag.getValue()) {
                if (small) {
                    file.putShort(position, (short) value);
                } else {
                    file.putInt(position, (int) value);
                }

                position += bytes;
            }

            file.position(file.position() + room);
        }

        return file.array();
    }
}
