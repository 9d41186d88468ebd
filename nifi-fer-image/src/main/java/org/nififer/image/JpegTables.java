package org.nififer.image;

import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * What applies to the scans of a JPEG file from one marker to the next: tables of Huffman codes and the restart interval.
 */
final class JpegTables {

    private static final int HUFFMAN_TABLES = 0xC4;
    private static final int RESTART_INTERVAL = 0xDD;
    private static final int SLOTS = 4;
    private static final int LENGTHS = 16;

    // Frames of a film in JPEG leave the tables out that the standard gives as examples (K.3).
    private static final JpegCode[] STANDARD_MEANS = {standard(JPEGHuffmanTable.StdDCLuminance), standard(JPEGHuffmanTable.StdDCChrominance), null, null};
    private static final JpegCode[] STANDARD_DETAILS = {standard(JPEGHuffmanTable.StdACLuminance), standard(JPEGHuffmanTable.StdACChrominance), null, null};

    private final JpegCode[] means = STANDARD_MEANS.clone();
    private final JpegCode[] details = STANDARD_DETAILS.clone();
    private int restartInterval;

    private static JpegCode standard(final JPEGHuffmanTable table) {
        final byte[] symbols = new byte[table.getValues().length];
        for (int index = 0; index < symbols.length; index++) {
            symbols[index] = (byte) table.getValues()[index];
        }

        final int[] lengths = new int[LENGTHS];
        for (int index = 0; index < table.getLengths().length; index++) {
            lengths[index] = table.getLengths()[index];
        }

        return new JpegCode(lengths, symbols);
    }

    /** Takes in a segment, where it is one of these tables. */
    void read(final int marker, final byte[] encoded, final int start, final int end) throws ImageFaultException {
        if (marker == RESTART_INTERVAL) {
            restartInterval = (encoded[start] & 0xFF) << Byte.SIZE | encoded[start + 1] & 0xFF;
        } else if (marker == HUFFMAN_TABLES) {
            int position = start;
            while (position < end) {
                position = readCode(encoded, position, end);
            }
        }
    }

    private int readCode(final byte[] encoded, final int start, final int end) throws ImageFaultException {
        final int place = encoded[start] & 0xFF;
        final int[] lengths = new int[LENGTHS];
        int count = 0;
        for (int index = 0; index < LENGTHS; index++) {
            lengths[index] = encoded[start + 1 + index] & 0xFF;
            count += lengths[index];
        }

        final int first = start + 1 + LENGTHS;
        if ((place & 0xF) >= SLOTS || place >> 4 > 1 || count > 256 || first + count > end) {
            throw ImageFaultException.damaged("it has a table of %d Huffman codes for 0x%02x", count, place);
        }

        final byte[] symbols = new byte[count];
        System.arraycopy(encoded, first, symbols, 0, count);
        if (!JpegCode.isPossible(lengths)) {
            throw ImageFaultException.damaged("it has a table of Huffman codes that are not possible together");
        }

        (place >> 4 == 0 ? means : details)[place & 0xF] = new JpegCode(lengths, symbols);
        return first + count;
    }

    /** The code of the mean of a block. */
    JpegCode mean(final int slot) throws ImageFaultException {
        return present(means, slot);
    }

    /** The code of all other coefficients. */
    JpegCode details(final int slot) throws ImageFaultException {
        return present(details, slot);
    }

    private static JpegCode present(final JpegCode[] codes, final int slot) throws ImageFaultException {
        if (slot >= SLOTS || codes[slot] == null) {
            throw ImageFaultException.damaged("a scan uses a table of Huffman codes that is not there");
        }

        return codes[slot];
    }

    /** After how many units the decoder starts anew; 0 where it does not. */
    int restartInterval() {
        return restartInterval;
    }
}
