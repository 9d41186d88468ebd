package org.nififer.image;

import org.nififer.common.RgbImage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes BMP files of many kinds.
 */
final class BmpFiles {

    private BmpFiles() {
    }

    /**
     * A file of 16 or 32 bits a pixel with masks.
     *
     * @param headerBytes 40, 52, 56, 108 or 124: the shortest has the masks after it
     * @param masks       of red, green and blue
     */
    static byte[] masked(final RgbImage image, final int headerBytes, final int depth, final boolean topDown, final int... masks) {
        final int rowBytes = (image.width() * depth + 31) / 32 * 4;
        final ByteBuffer pixels = ByteBuffer.allocate(rowBytes * image.height()).order(ByteOrder.LITTLE_ENDIAN);
        for (int y = 0; y < image.height(); y++) {
            final int row = (topDown ? y : image.height() - 1 - y) * rowBytes;
            for (int x = 0; x < image.width(); x++) {
                long pixel = 0;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    final int bits = Integer.bitCount(masks[channel]);
                    pixel |= (image.value(x, y, channel) * ((1L << bits) - 1) + 127) / 255 << Integer.numberOfTrailingZeros(masks[channel]);
                }

                if (depth == Short.SIZE) {
                    pixels.putShort(row + x * Short.BYTES, (short) pixel);
                } else {
                    pixels.putInt(row + x * Integer.BYTES, (int) pixel);
                }
            }
        }

        final ByteBuffer header = ByteBuffer.allocate(Math.max(headerBytes, 52)).order(ByteOrder.LITTLE_ENDIAN);
        information(header, headerBytes, image.width(), topDown ? -image.height() : image.height(), depth, 3, 0);
        header.putInt(40, masks[0]).putInt(44, masks[1]).putInt(48, masks[2]);
        return file(header.array(), pixels.array());
    }

    /** A file of 24 bits a pixel with one of Windows' headers or OS/2's of 12 bytes. */
    static byte[] plain(final RgbImage image, final int headerBytes) {
        final int rowBytes = (image.width() * 24 + 31) / 32 * 4;
        final byte[] pixels = new byte[rowBytes * image.height()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    pixels[(image.height() - 1 - y) * rowBytes + x * RgbImage.CHANNELS + 2 - channel] = (byte) image.value(x, y, channel);
                }
            }
        }

        final ByteBuffer header = ByteBuffer.allocate(headerBytes).order(ByteOrder.LITTLE_ENDIAN);
        if (headerBytes == 12) {
            header.putInt(12).putShort((short) image.width()).putShort((short) image.height()).putShort((short) 1).putShort((short) 24);
        } else {
            information(header, headerBytes, image.width(), image.height(), 24, 0, 0);
        }

        return file(header.array(), pixels);
    }

    /**
     * A file of run-length codes: runs, single pixels and, where a row allows it, literal pixels.
     *
     * @param depth   4 or 8
     * @param indices {@code [height][width]}
     * @param palette red, green and blue of each colour
     */
    static byte[] runs(final int depth, final int[][] indices, final int[][] palette) {
        final ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int y = indices.length - 1; y >= 0; y--) {
            final int[] row = indices[y];
            int x = 0;
            if (row.length >= 3 && y % 2 == 0) {
                data.write(0);
                data.write(3);
                if (depth == Byte.SIZE) {
                    data.write(row[0]);
                    data.write(row[1]);
                    data.write(row[2]);
                    data.write(0);
                } else {
                    data.write(row[0] << 4 | row[1]);
                    data.write(row[2] << 4);
                }

                x = 3;
            }

            while (x < row.length) {
                int length = 1;
                while (x + length < row.length && row[x + length] == row[x] && length < 255) {
                    length++;
                }

                data.write(length);
                data.write(depth == Byte.SIZE ? row[x] : row[x] << 4 | row[x]);
                x += length;
            }

            data.write(0);
            data.write(y == 0 ? 1 : 0);
        }

        final ByteBuffer header = ByteBuffer.allocate(40 + palette.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        information(header, 40, indices[0].length, indices.length, depth, depth == Byte.SIZE ? 1 : 2, palette.length);
        for (int index = 0; index < palette.length; index++) {
            header.putInt(40 + index * 4, palette[index][0] << 16 | palette[index][1] << 8 | palette[index][2]);
        }

        return file(header.array(), data.toByteArray());
    }

    private static void information(final ByteBuffer header, final int bytes, final int width, final int height, final int depth, final int compression, final int colours) {
        header.putInt(0, bytes).putInt(4, width).putInt(8, height).putShort(12, (short) 1).putShort(14, (short) depth).putInt(16, compression).putInt(32, colours);
    }

    private static byte[] file(final byte[] header, final byte[] data) {
        final int start = 14 + header.length;
        return ByteBuffer.allocate(start + data.length).order(ByteOrder.LITTLE_ENDIAN).put(new byte[] {'B', 'M'}).putInt(start + data.length).putInt(0).putInt(start)
                .put(header).put(data).array();
    }
}
