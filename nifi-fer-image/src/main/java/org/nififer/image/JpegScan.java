package org.nififer.image;

import org.nififer.image.JpegFrame.Component;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Follows the codes of a scan of a JPEG image (ITU-T T.81, annexes F and G) without computing a value: whether the data of all its blocks are there and are
 * codes, and where they end.
 */
final class JpegScan {

    private static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    /** The longest code and the bits of a value after it. */
    private static final int MOST_BITS = JpegCode.LONGEST + 15;
    private static final int MARKER = 0xFF;
    private static final int FIRST_RESTART = 0xD0;
    private static final int RESTARTS = 8;
    private static final int ZERO_RUN = 15;
    private static final int LARGEST_MEAN = 15;
    private static final int MOST_BLOCKS = 10;
    private static final int MOST_MISSING_BITS = 13;

    private final byte[] encoded;
    private final ByteArrayOutputStream output;
    private final int restartInterval;
    private final Component[] components;
    private final JpegCode[] means;
    private final JpegCode[] details;
    private final int from;
    private final int to;
    private final boolean first;
    private final boolean progressive;
    /** Blocks, or units of the blocks of several components. */
    private final int columns;
    private final int rows;
    private final long[] histories;

    /** The next bits are the highest ones of these. */
    private long buffer;
    private int buffered;
    /** How many of them are no data: they stand for what is missing before a marker. */
    private int padding;
    private int position;
    private int intervalStart;
    /** How many of the next blocks of a progressive scan have nothing more. */
    private int emptyBlocks;

    /**
     * A scan.
     *
     * @param start  of the scan's header
     * @param end    of the scan's header, where its data begin
     * @param output gets the data without what lies between them and the next marker
     */
    JpegScan(final byte[] encoded, final int start, final int end, final JpegFrame frame, final JpegTables tables, final ByteArrayOutputStream output)
            throws ImageFaultException {
        this.encoded = encoded;
        this.output = output;
        restartInterval = tables.restartInterval();
        final int count = encoded[start] & 0xFF;
        if (count < 1 || count > frame.channels() || end - start != 4 + 2 * count) {
            throw ImageFaultException.damaged("a scan has %d channels in %d bytes", count, end - start);
        }

        final int parameters = start + 1 + 2 * count;
        from = encoded[parameters];
        to = encoded[parameters + 1];
        final int before = encoded[parameters + 2] >> 4 & 0xF;
        final int after = encoded[parameters + 2] & 0xF;
        first = before == 0;
        final boolean possible = frame.progressive()
                ? from >= 0 && to < JpegFrame.COEFFICIENTS && (from == 0 ? to == 0 : to >= from && count == 1) && after <= MOST_MISSING_BITS && (first || after == before - 1)
                : from == 0 && to == JpegFrame.COEFFICIENTS - 1 && first && after == 0;
        if (!possible) {
            throw ImageFaultException.damaged("a scan is of the coefficients %d to %d, with %d bits and then %d missing", from, to, before, after);
        }

        components = new Component[count];
        means = new JpegCode[count];
        details = new JpegCode[count];
        int blocks = 0;
        for (int index = 0; index < count; index++) {
            final int slots = encoded[start + 2 + 2 * index];
            components[index] = frame.component(encoded[start + 1 + 2 * index] & 0xFF);
            components[index].scan(from, to, before, after);
            means[index] = from == 0 && first ? tables.mean(slots >> 4 & 0xF) : null;
            details[index] = to > 0 ? tables.details(slots & 0xF) : null;
            blocks += components[index].horizontal() * components[index].vertical();
        }

        if (count > 1 && blocks > MOST_BLOCKS) {
            throw ImageFaultException.damaged("a scan has %d blocks in each unit", blocks);
        }

        columns = count == 1 ? frame.blocksWide(components[0]) : frame.unitsWide();
        rows = count == 1 ? frame.blocksHigh(components[0]) : frame.unitsHigh();
        histories = from > 0 ? components[0].history(columns * rows) : null;
        progressive = frame.progressive();
        position = end;
        intervalStart = end;
    }

    /**
     * Follows the data to their end.
     *
     * @return the position after them
     * @throws ImageFaultException where they end too early, or are no codes
     */
    int check() throws ImageFaultException {
        final boolean alone = components.length == 1;
        int restarts = 0;
        int left = restartInterval;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (restartInterval > 0 && left == 0) {
                    restart(restarts % RESTARTS);
                    restarts++;
                    left = restartInterval;
                }

                left--;
                if (alone) {
                    block(0, row, column);
                } else {
                    unit(row, column);
                }
            }
        }

        endInterval();
        return position;
    }

    private void unit(final int row, final int column) throws ImageFaultException {
        for (int index = 0; index < components.length; index++) {
            final int horizontal = components[index].horizontal();
            final int vertical = components[index].vertical();
            for (int y = 0; y < vertical; y++) {
                for (int x = 0; x < horizontal; x++) {
                    block(index, row * vertical + y, column * horizontal + x);
                }
            }
        }
    }

    private void block(final int index, final int row, final int column) throws ImageFaultException {
        if (!progressive) {
            mean(means[index]);
            sequentialDetails(details[index]);
        } else if (from == 0) {
            if (first) {
                mean(means[index]);
            } else {
                skip(1);
            }
        } else {
            // Scans of details are of one component.
            final int block = row * columns + column;
            histories[block] = first ? firstDetails(details[index], histories[block]) : refinedDetails(details[index], histories[block]);
        }
    }

    private void mean(final JpegCode code) throws ImageFaultException {
        final int size = symbol(code);
        if (size > LARGEST_MEAN) {
            throw broken();
        }

        skip(size);
    }

    /** The place where most of the time goes: the state is in variables, and data that end early are noticed after the block. */
    private void sequentialDetails(final JpegCode code) throws ImageFaultException {
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

    private long firstDetails(final JpegCode code, final long history) throws ImageFaultException {
        if (emptyBlocks > 0) {
            emptyBlocks--;
            return history;
        }

        long known = history;
        int coefficient = from;
        while (coefficient <= to) {
            final int symbol = symbol(code);
            final int size = symbol & 0xF;
            final int run = symbol >> 4;
            if (size == 0 && run != ZERO_RUN) {
                emptyBlocks = (1 << run) + bits(run) - 1;
                return known;
            }

            coefficient += run;
            if (coefficient > to) {
                throw broken();
            }

            if (size > 0) {
                skip(size);
                known |= 1L << coefficient;
            }

            coefficient++;
        }

        return known;
    }

    private long refinedDetails(final JpegCode code, final long history) throws ImageFaultException {
        long known = history;
        int coefficient = from;
        while (emptyBlocks == 0 && coefficient <= to) {
            final int symbol = symbol(code);
            final int size = symbol & 0xF;
            int run = symbol >> 4;
            if (size == 0 && run != ZERO_RUN) {
                emptyBlocks = (1 << run) + bits(run);
                break;
            }

            if (size > 1) {
                throw broken();
            }

            skip(size);
            while (coefficient <= to) {
                if ((history >>> coefficient & 1) != 0) {
                    skip(1);
                } else if (run == 0) {
                    break;
                } else {
                    run--;
                }

                coefficient++;
            }

            if (coefficient <= to) {
                known |= (long) size << coefficient;
            } else if (size > 0) {
                throw broken();
            }

            coefficient++;
        }

        if (emptyBlocks > 0) {
            for (; coefficient <= to; coefficient++) {
                skip((int) (history >>> coefficient & 1));
            }

            emptyBlocks--;
        }

        return known;
    }

    private int symbol(final JpegCode code) throws ImageFaultException {
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

    private int bits(final int count) throws ImageFaultException {
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

    private void skip(final int count) throws ImageFaultException {
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

    private void restart(final int number) throws ImageFaultException {
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
        emptyBlocks = 0;
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

    private ImageFaultException broken() {
        return ImageFaultException.damaged("its data break off near byte %d", position);
    }
}
