package org.nififer.image;

import org.nififer.image.JpegFrame.Component;

import java.io.ByteArrayOutputStream;

/**
 * Follows the codes of a scan of a JPEG image (ITU-T T.81, annexes F and G) without computing a value: whether the data of all its blocks are there and are
 * codes, and where they end.
 */
final class JpegScan {

    private static final int RESTARTS = 8;
    private static final int LARGEST_MEAN = 15;
    private static final int MOST_BLOCKS = 10;
    private static final int MOST_MISSING_BITS = 13;

    private final JpegBits bits;
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
        bits = new JpegBits(encoded, end, output);
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
                    bits.restart(restarts % RESTARTS);
                    emptyBlocks = 0;
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

        return bits.end();
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
            bits.skipDetails(details[index]);
        } else if (from == 0) {
            if (first) {
                mean(means[index]);
            } else {
                bits.skip(1);
            }
        } else {
            // Scans of details are of one component.
            final int block = row * columns + column;
            histories[block] = first ? firstDetails(details[index], histories[block]) : refinedDetails(details[index], histories[block]);
        }
    }

    private void mean(final JpegCode code) throws ImageFaultException {
        final int size = bits.symbol(code);
        if (size > LARGEST_MEAN) {
            throw bits.broken();
        }

        bits.skip(size);
    }

    private long firstDetails(final JpegCode code, final long history) throws ImageFaultException {
        if (emptyBlocks > 0) {
            emptyBlocks--;
            return history;
        }

        long known = history;
        int coefficient = from;
        while (coefficient <= to) {
            final int symbol = bits.symbol(code);
            final int size = symbol & 0xF;
            final int run = symbol >> 4;
            if (size == 0 && run != JpegBits.ZERO_RUN) {
                emptyBlocks = (1 << run) + bits.next(run) - 1;
                return known;
            }

            coefficient += run;
            if (coefficient > to) {
                throw bits.broken();
            }

            if (size > 0) {
                bits.skip(size);
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
            final int symbol = bits.symbol(code);
            final int size = symbol & 0xF;
            int run = symbol >> 4;
            if (size == 0 && run != JpegBits.ZERO_RUN) {
                emptyBlocks = (1 << run) + bits.next(run);
                break;
            }

            if (size > 1) {
                throw bits.broken();
            }

            bits.skip(size);
            while (coefficient <= to) {
                if ((history >>> coefficient & 1) != 0) {
                    bits.skip(1);
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
                throw bits.broken();
            }

            coefficient++;
        }

        if (emptyBlocks > 0) {
            for (; coefficient <= to; coefficient++) {
                bits.skip((int) (history >>> coefficient & 1));
            }

            emptyBlocks--;
        }

        return known;
    }
}
