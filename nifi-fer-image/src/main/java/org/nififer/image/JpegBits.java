package org.nififer.image;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of a scan of a JPEG image (ITU-T T.81, annex B.1.1.5 and F.2.2): Huffman codes and the bits of values after them, between markers.
 */
final class JpegBits {

    private static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    /** The longest code and the bits of a value after it. */
    private static final int MOST_BITS = JpegCode.LONGEST + 15;
    /** The run of a symbol without a value that is no end: sixteen zeros. */
    static final int ZERO_RUN = 15;
    private static final int MARKER = 0xFF;
    private static final int FIRST_RESTART = 0xD0;

    private final byte[] encoded;
    private final ByteArrayOutputStream output;
    /** The next bits are the highest ones of these. */
    private long buffer;
    private int buffered;
    /** How many of them are no data: they stand for what is missing before a marker. */
    private int padding;
    private int position;
    private int intervalStart;

    /**
     * Bits of a file.
     *
     * @param start  where the data of the scan begin
     * @param output gets the data without what lies between them and the next marker
     */
    JpegBits(final byte[] encoded, final int start, final ByteArrayOutputStream output) {
        this.encoded = encoded;
        this.output = output;
        position = start;
        intervalStart = start;
    }

    /** The symbol of the next code. */
    int symbol(final JpegCode code) throws ImageFaultException {
        if (buffered < MOST_BITS) {
            fill();
        }

        final int found = code.find(buffer);
        if (found == JpegCode.NONE) {
            throw broken();
        }

        buffer <<= found >> Byte.SIZE;
        buffered -= found >> Byte.SIZE;
        checkEnd();
        return found & 0xFF;
    }

    /** The next bits as a number, at most 15 of them. */
    int next(final int count) throws ImageFaultException {
        if (count == 0) {
            return 0;
        }

        if (buffered < count) {
            fill();
        }

        final int value = (int) (buffer >>> Long.SIZE - count);
        skip(count);
        return value;
    }

    /** Passes over bits. */
    void skip(final int count) throws ImageFaultException {
        if (buffered < count) {
            fill();
        }

        buffer <<= count;
        buffered -= count;
        checkEnd();
    }

    private void checkEnd() throws ImageFaultException {
        if (buffered < padding) {
            throw ImageFaultException.damaged("the data of a scan end before its pixels, at byte %d", position);
        }
    }

    /**
     * Passes over the coefficients of a block after its mean, in a scan that has them all. The place where most of the time goes: the state is in variables, and data that end
     * early are noticed after the block.
     */
    void skipDetails(final JpegCode code) throws ImageFaultException {
        long bits = buffer;
        int count = buffered;
        int coefficient = 1;
        while (coefficient < JpegFrame.COEFFICIENTS) {
            if (count < MOST_BITS) {
                buffer = bits;
                buffered = count;
                fill();
                bits = buffer;
                count = buffered;
            }

            final int found = code.find(bits);
            if (found == JpegCode.NONE) {
                throw broken();
            }

            final int size = found & 0xF;
            final int run = found >> 4 & 0xF;
            final int used = (found >> Byte.SIZE) + size;
            bits <<= used;
            count -= used;
            coefficient += run + 1;
            if (size == 0 && run != ZERO_RUN) {
                coefficient = JpegFrame.COEFFICIENTS;
            }
        }

        buffer = bits;
        buffered = count;
        if (coefficient > JpegFrame.COEFFICIENTS) {
            throw broken();
        }

        checkEnd();
    }

    /** To at least 57 bits. */
    private void fill() {
        if (position + Long.BYTES <= encoded.length) {
            final long next = (long) BIG_ENDIAN.get(encoded, position);
            // Without a byte of ones, which needs a look at the byte after it, as many as there is room for.
            if (((~next - LOWEST_BITS) & next & HIGHEST_BITS) == 0) {
                final int bytes = (Long.SIZE - buffered) / Byte.SIZE;
                final int rest = Long.SIZE - bytes * Byte.SIZE;
                buffer |= next >>> rest << rest >>> buffered;
                buffered += bytes * Byte.SIZE;
                position += bytes;
                return;
            }
        }

        fillByBytes();
    }

    /** A byte of ones is followed by a zero, where it is none of a marker. */
    private void fillByBytes() {
        while (buffered <= Long.SIZE - Byte.SIZE) {
            int value = position < encoded.length ? encoded[position] & 0xFF : MARKER;
            int next = position + 1;
            if (value == MARKER) {
                while (next < encoded.length && encoded[next] == (byte) MARKER) {
                    next++;
                }

                if (next >= encoded.length || encoded[next] != 0) {
                    value = 0;
                    next = position;
                    padding += Byte.SIZE;
                } else {
                    next++;
                }
            }

            position = next;
            buffer |= (long) value << Long.SIZE - Byte.SIZE - buffered;
            buffered += Byte.SIZE;
        }
    }

    /** Goes on behind a restart marker, which has to be the next one. */
    void restart(final int number) throws ImageFaultException {
        endInterval();
        while (position + 1 < encoded.length && encoded[position] == (byte) MARKER && encoded[position + 1] == (byte) MARKER) {
            position++;
        }

        if (position + 1 >= encoded.length || encoded[position] != (byte) MARKER || (encoded[position + 1] & 0xFF) != FIRST_RESTART + number) {
            throw ImageFaultException.damaged("the data at byte %d go on with another part than is their turn", position);
        }

        output.write(encoded, position, 2);
        position += 2;
        intervalStart = position;
    }

    /** Gives out the rest of the data; returns the position after them. */
    int end() {
        endInterval();
        return position;
    }

    /** Gives out the data up to the last byte of which a bit was used, and goes on to the next marker. */
    private void endInterval() {
        int end = position;
        if (buffered - padding >= Byte.SIZE || padding == 0) {
            end = usedEnd();
            position = end;
            while (position + 1 < encoded.length && (encoded[position] != (byte) MARKER || encoded[position + 1] == 0)) {
                position++;
            }
        }

        output.write(encoded, intervalStart, end - intervalStart);
        buffer = 0;
        buffered = 0;
        padding = 0;
    }

    /** Goes back from where the buffer was filled: by its whole bytes of data. */
    private int usedEnd() {
        int end = position;
        for (int unused = (buffered - padding) / Byte.SIZE; unused > 0; unused--) {
            end--;
            if (encoded[end] == 0 && encoded[end - 1] == (byte) MARKER) {
                do {
                    end--;
                } while (end - 1 >= intervalStart && encoded[end - 1] == (byte) MARKER);
            }
        }

        return end;
    }

    /** The error of data that are no codes. */
    ImageFaultException broken() {
        return ImageFaultException.damaged("its data break off near byte %d", position);
    }
}
