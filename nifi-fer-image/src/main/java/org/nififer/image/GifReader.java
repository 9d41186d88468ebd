package org.nififer.image;

import org.nififer.common.RgbImage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the first frame of a GIF file (Graphics Interchange Format, version 89a). Java's own reader leaves the rest of a frame whose data end too early in one
 * colour, without a word.
 */
final class GifReader {

    private static final int SIGNATURE_BYTES = 6;
    private static final int SCREEN_BYTES = 7;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int FRAME_BYTES = 9;
    private static final int HAS_COLOURS = 0x80;
    private static final int INTERLACED = 0x40;
    private static final int MOST_BITS = 12;
    private static final int MOST_CODES = 1 << MOST_BITS;
    /** The indices of the frame, and the result. */
    private static final int BYTES_PER_PIXEL = 1 + RgbImage.CHANNELS;
    /** First rows and steps of the passes of an interlaced frame. */
    private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private final ByteBuffer file;
    private final int frame;
    private final int left;
    private final int top;
    private final int frameWidth;
    private final int frameHeight;
    private final int canvasWidth;
    private final int canvasHeight;

    private GifReader(final byte[] encoded) throws ImageFaultException {
        file = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        int position = SIGNATURE_BYTES + SCREEN_BYTES + colourBytes(file.get(SIGNATURE_BYTES + 4));
        while (file.get(position) == EXTENSION) {
            position += 2;
            while (file.get(position) != 0) {
                position += 1 + Byte.toUnsignedInt(file.get(position));
            }

            position++;
        }

        if (file.get(position) != IMAGE) {
            throw ImageFaultException.damaged("it has no frame");
        }

        frame = position + 1;
        left = unsigned(frame);
        top = unsigned(frame + 2);
        frameWidth = unsigned(frame + 4);
        frameHeight = unsigned(frame + 6);
        canvasWidth = Math.max(unsigned(SIGNATURE_BYTES), left + frameWidth);
        canvasHeight = Math.max(unsigned(SIGNATURE_BYTES + 2), top + frameHeight);
    }

    static ImageHeader header(final byte[] encoded) throws ImageFaultException {
        final GifReader reader = new GifReader(encoded);
        if (reader.frameWidth == 0 || reader.frameHeight == 0) {
            throw ImageFaultException.damaged("its first frame has %d x %d pixels", reader.frameWidth, reader.frameHeight);
        }

        return new ImageHeader(ImageType.GIF, reader.canvasWidth, reader.canvasHeight, BYTES_PER_PIXEL);
    }

    /** The first frame, where it lies on the canvas; the rest of that is black, transparent pixels have their colour. */
    static RgbImage read(final byte[] encoded) throws ImageFaultException {
        return new GifReader(encoded).read();
    }

    private int unsigned(final int position) {
        return Short.toUnsignedInt(file.getShort(position));
    }

    private static int colourBytes(final byte flags) {
        return (flags & HAS_COLOURS) == 0 ? 0 : RgbImage.CHANNELS << (flags & 7) + 1;
    }

    private RgbImage read() throws ImageFaultException {
        final byte flags = file.get(frame + FRAME_BYTES - 1);
        final int own = colourBytes(flags);
        final int colours = own > 0 ? own : colourBytes(file.get(SIGNATURE_BYTES + 4));
        final int table = own > 0 ? frame + FRAME_BYTES : SIGNATURE_BYTES + SCREEN_BYTES;
        if (colours == 0) {
            throw ImageFaultException.damaged("its first frame has no table of colours");
        }

        final int data = frame + FRAME_BYTES + own;
        final byte[] indices = indices(blocks(data + 1), file.get(data), frameWidth * frameHeight);
        final byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(canvasWidth, canvasHeight), RgbImage.CHANNELS)];
        int row = 0;
        for (final int[] pass : (flags & INTERLACED) == 0 ? new int[][] {{0, 1}} : PASSES) {
            for (int y = pass[0]; y < frameHeight; y += pass[1], row++) {
                int target = ((top + y) * canvasWidth + left) * RgbImage.CHANNELS;
                for (int x = 0; x < frameWidth; x++, target += RgbImage.CHANNELS) {
                    final int colour = Byte.toUnsignedInt(indices[row * frameWidth + x]) * RgbImage.CHANNELS;
                    if (colour >= colours) {
                        throw ImageFaultException.damaged("a pixel has the colour %d of %d", colour / RgbImage.CHANNELS, colours / RgbImage.CHANNELS);
                    }

                    file.get(table + colour, pixels, target, RgbImage.CHANNELS);
                }
            }
        }

        return new RgbImage(canvasWidth, canvasHeight, pixels);
    }

    /** The data of the frame without the lengths between its blocks. */
    private byte[] blocks(final int start) {
        int length = 0;
        for (int position = start; file.get(position) != 0; position += 1 + Byte.toUnsignedInt(file.get(position))) {
            length += Byte.toUnsignedInt(file.get(position));
        }

        final byte[] data = new byte[length];
        int filled = 0;
        for (int position = start; file.get(position) != 0; position += 1 + Byte.toUnsignedInt(file.get(position))) {
            file.get(position + 1, data, filled, Byte.toUnsignedInt(file.get(position)));
            filled += Byte.toUnsignedInt(file.get(position));
        }

        return data;
    }

    /** Undoes the compression (Lempel, Ziv and Welch): each code stands for the string of another one and one byte more. */
    private static byte[] indices(final byte[] data, final int bits, final int count) throws ImageFaultException {
        if (bits < 1 || bits > Byte.SIZE) {
            throw ImageFaultException.damaged("its first frame has codes of %d bits", bits);
        }

        final int clear = 1 << bits;
        final int[] start = new int[MOST_CODES];
        final int[] length = new int[MOST_CODES];
        final byte[] result = new byte[count];
        int size = 0;
        int next = clear + 2;
        int codeBits = bits + 1;
        int previous = -1;
        long buffer = 0;
        int buffered = 0;
        int position = 0;
        while (size < count) {
            while (buffered < codeBits && position < data.length) {
                buffer |= (long) (data[position] & 0xFF) << buffered;
                buffered += Byte.SIZE;
                position++;
            }

            final int code = (int) (buffer & (1 << codeBits) - 1);
            if (buffered < codeBits || code == clear + 1) {
                throw ImageFaultException.damaged("the data of its first frame end after %d of %d pixels", size, count);
            }

            buffer >>>= codeBits;
            buffered -= codeBits;
            if (code == clear) {
                next = clear + 2;
                codeBits = bits + 1;
                previous = -1;
                continue;
            }

            if (code > next || code == next && previous < 0 || code > clear && previous < 0 || next == MOST_CODES && code == next) {
                throw ImageFaultException.damaged("the data of its first frame break off after %d of %d pixels", size, count);
            }

            final int begin = size;
            if (code < clear) {
                result[size++] = (byte) code;
            } else {
                // A code that is being defined is the last string and its first byte, which by then lies after it in the result.
                final int from = code == next ? start[previous] : start[code];
                final int bytes = code == next ? length[previous] + 1 : length[code];
                for (int index = 0; index < bytes && size < count; index++) {
                    result[size] = result[from + index];
                    size++;
                }
            }

            if (previous >= 0 && next < MOST_CODES) {
                start[next] = start[previous];
                length[next] = length[previous] + 1;
                next++;
                if (next == 1 << codeBits && codeBits < MOST_BITS) {
                    codeBits++;
                }
            }

            // The string of this code is what was written last, wherever the code was defined.
            start[code] = begin;
            length[code] = size - begin;
            previous = code;
        }

        return Arrays.copyOf(result, count);
    }
}
