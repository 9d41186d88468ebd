package org.nififer.image;

/**
 * A Huffman code as JPEG files define it (ITU-T T.81, annex C): by the number of codes of each length, and their symbols.
 */
final class JpegCode {

    /** Codes up to this length are looked up at once. */
    private static final int LOOKUP_BITS = 10;
    /** The longest code. */
    static final int LONGEST = 16;
    /** In place of a code, where the bits begin none. */
    static final int NONE = 0;

    /** By the next bits: the code's length and its symbol, or 0 where the code is longer. */
    private final short[] lookup = new short[1 << LOOKUP_BITS];
    /** The first code of each length behind its last one, aligned to 16 bits. */
    private final int[] limits = new int[LONGEST + 1];
    /** What to add to a code of a length to get its symbol's place. */
    private final int[] offsets = new int[LONGEST + 1];
    private final byte[] symbols;

    JpegCode(final int[] lengths, final byte[] symbols) {
        this.symbols = symbols;
        int code = 0;
        int place = 0;
        for (int length = 1; length <= LONGEST; length++) {
            offsets[length] = place - code;
            for (int number = 0; number < lengths[length - 1]; number++, code++, place++) {
                if (length <= LOOKUP_BITS) {
                    final int from = code << LOOKUP_BITS - length;
                    final int to = code + 1 << LOOKUP_BITS - length;
                    for (int bits = from; bits < to; bits++) {
                        lookup[bits] = (short) (length << Byte.SIZE | symbols[place] & 0xFF);
                    }
                }
            }

            limits[length] = code << LONGEST - length;
            code <<= 1;
        }
    }

    /** Whether there can be so many codes of each length. */
    static boolean isPossible(final int[] lengths) {
        int room = 1;
        for (final int count : lengths) {
            room = 2 * room - count;
            if (room < 0) {
                return false;
            }
        }

        return true;
    }

    /**
     * The code at the beginning of the next bits.
     *
     * @param buffer the next {@link #LONGEST} bits, and others, from the highest bit on
     * @return the length times 256 plus the symbol; {@link #NONE} where there is no such code
     */
    int find(final long buffer) {
        final int known = lookup[(int) (buffer >>> Long.SIZE - LOOKUP_BITS)];
        return known == NONE ? findLong((int) (buffer >>> Long.SIZE - LONGEST)) : known;
    }

    private int findLong(final int bits) {
        for (int length = LOOKUP_BITS + 1; length <= LONGEST; length++) {
            if (bits < limits[length]) {
                return length << Byte.SIZE | symbols[(bits >> LONGEST - length) + offsets[length]] & 0xFF;
            }
        }

        return NONE;
    }
}
