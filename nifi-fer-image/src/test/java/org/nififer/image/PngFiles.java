package org.nififer.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG files of every kind, with samples that the test knows, and single chunks of them.
 */
final class PngFiles {

    private static final int[][] PASSES = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    private static final int[][] NO_PASSES = {{0, 0, 1, 1}};
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private PngFiles() {
    }

    /**
     * A file whose rows take turns at all filters.
     *
     * @param colour  the colour type: 0, 2, 3, 4 or 6
     * @param samples {@code [height][width * channels]}
     * @param others  chunks between the header and the data
     */
    static byte[] write(final int width, final int depth, final int colour, final boolean interlaced, final int[][] samples, final byte[]... others) {
        final int channels = samples[0].length / width;
        final ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (final int[] pass : interlaced ? PASSES : NO_PASSES) {
            byte[] above = null;
            for (int y = pass[1]; y < samples.length && pass[0] < width; y += pass[3]) {
                final byte[] row = row(samples[y], pass, width, channels, depth);
                final int filter = y / pass[3] % 5;
                raw.write(filter);
                raw.writeBytes(filtered(row, above == null ? new byte[row.length] : above, filter, Math.max(1, channels * depth / Byte.SIZE)));
                above = row;
            }
        }

        final byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(samples.length).put((byte) depth).put((byte) colour).put((byte) 0).put((byte) 0)
                .put((byte) (interlaced ? 1 : 0)).array();
        return file(header, raw.toByteArray(), others);
    }

    /** A file of these parts, the data in two chunks. */
    static byte[] file(final byte[] header, final byte[] raw, final byte[]... others) {
        final Deflater deflater = new Deflater();
        deflater.setInput(raw);
        deflater.finish();
        final byte[] data = new byte[raw.length + 1000];
        final int length = deflater.deflate(data);
        deflater.end();
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        file.writeBytes(chunk("IHDR", header));
        for (final byte[] other : others) {
            file.writeBytes(other);
        }

        file.writeBytes(chunk("IDAT", Arrays.copyOf(data, length / 2)));
        file.writeBytes(chunk("IDAT", Arrays.copyOfRange(data, length / 2, length)));
        file.writeBytes(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    static byte[] chunk(final String name, final byte[] content) {
        final ByteBuffer chunk = ByteBuffer.allocate(content.length + 12).putInt(content.length).put(name.getBytes(StandardCharsets.US_ASCII)).put(content);
        final CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, content.length + 4);
        return chunk.putInt((int) sum.getValue()).array();
    }

    private static byte[] row(final int[] samples, final int[] pass, final int width, final int channels, final int depth) {
        final int columns = (width - pass[0] + pass[2] - 1) / pass[2];
        final byte[] row = new byte[(columns * channels * depth + Byte.SIZE - 1) / Byte.SIZE];
        int bit = 0;
        for (int x = pass[0]; x < width; x += pass[2]) {
            for (int channel = 0; channel < channels; channel++, bit += depth) {
                final int sample = samples[x * channels + channel];
                if (depth == Short.SIZE) {
                    row[bit / Byte.SIZE] = (byte) (sample >> Byte.SIZE);
                    row[bit / Byte.SIZE + 1] = (byte) sample;
                } else {
                    row[bit / Byte.SIZE] |= (byte) (sample << Byte.SIZE - depth - bit % Byte.SIZE);
                }
            }
        }

        return row;
    }

    private static byte[] filtered(final byte[] row, final byte[] above, final int filter, final int step) {
        final byte[] result = new byte[row.length];
        for (int index = 0; index < row.length; index++) {
            final int left = index < step ? 0 : row[index - step] & 0xFF;
            final int up = above[index] & 0xFF;
            final int corner = index < step ? 0 : above[index - step] & 0xFF;
            result[index] = (byte) (row[index] - switch (filter) {
                case 0 -> 0;
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                default -> nearest(left + up - corner, left, up, corner);
            });
        }

        return result;
    }

    private static int nearest(final int value, final int left, final int up, final int corner) {
        final int distance = Math.min(Math.abs(value - left), Math.min(Math.abs(value - up), Math.abs(value - corner)));
        return Math.abs(value - left) == distance ? left : Math.abs(value - up) == distance ? up : corner;
    }
}
