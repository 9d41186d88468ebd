package org.nififer.image;

import java.util.Arrays;

/**
 * The size and the components of a JPEG image (ITU-T T.81, B.2.2), with what its scans have told so far.
 */
final class JpegFrame {

    /** Pixels of a block's side. */
    static final int BLOCK = 8;
    /** Coefficients of a block. */
    static final int COEFFICIENTS = 64;

    private static final int HEADER_BYTES = 6;
    private static final int COMPONENT_BYTES = 3;
    private static final int LARGEST_FACTOR = 4;

    private final int width;
    private final int height;
    private final boolean progressive;
    private final Component[] components;

    private JpegFrame(final int width, final int height, final boolean progressive, final Component[] components) {
        this.width = width;
        this.height = height;
        this.progressive = progressive;
        this.components = components;
    }

    static JpegFrame read(final byte[] encoded, final int start, final int end, final boolean progressive) throws ImageFaultException {
        final int count = end - start < HEADER_BYTES ? 0 : encoded[start + 5] & 0xFF;
        if (count == 0 || end - start != HEADER_BYTES + count * COMPONENT_BYTES) {
            throw ImageFaultException.damaged("its size has %d components in %d bytes", count, end - start);
        }

        if (encoded[start] != Byte.SIZE) {
            throw ImageFaultException.unsupported("%d bits a channel", encoded[start]);
        }

        if (count != 1 && count != 3 && count != 4) {
            throw ImageFaultException.unsupported("%d channels", count);
        }

        final Component[] components = new Component[count];
        for (int index = 0; index < count; index++) {
            final int position = start + HEADER_BYTES + index * COMPONENT_BYTES;
            components[index] = new Component(encoded[position] & 0xFF, encoded[position + 1] >> 4 & 0xF, encoded[position + 1] & 0xF);
            if (!isFactor(components[index].horizontal) || !isFactor(components[index].vertical)) {
                throw ImageFaultException.damaged("a channel has the sampling factors %d x %d", components[index].horizontal, components[index].vertical);
            }
        }

        final int height = (encoded[start + 1] & 0xFF) << Byte.SIZE | encoded[start + 2] & 0xFF;
        final int width = (encoded[start + 3] & 0xFF) << Byte.SIZE | encoded[start + 4] & 0xFF;
        return new JpegFrame(width, height, progressive, components);
    }

    private static boolean isFactor(final int number) {
        return number >= 1 && number <= LARGEST_FACTOR;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    boolean progressive() {
        return progressive;
    }

    int channels() {
        return components.length;
    }

    /** The component with an identifier. */
    Component component(final int identifier) throws ImageFaultException {
        for (final Component component : components) {
            if (component.identifier == identifier) {
                return component;
            }
        }

        throw ImageFaultException.damaged("a scan has a channel %d that the image has not", identifier);
    }

    /** The units of a scan of several components in a row: each has blocks of all of them. */
    int unitsWide() {
        return ceiling(width, BLOCK * largestHorizontal());
    }

    /** The rows of such units. */
    int unitsHigh() {
        return ceiling(height, BLOCK * largestVertical());
    }

    /** The blocks in a row of a component by itself. */
    int blocksWide(final Component component) {
        return ceiling(ceiling(width * component.horizontal, largestHorizontal()), BLOCK);
    }

    /** The rows of blocks of a component by itself. */
    int blocksHigh(final Component component) {
        return ceiling(ceiling(height * component.vertical, largestVertical()), BLOCK);
    }

    private int largestHorizontal() {
        return Arrays.stream(components).mapToInt(Component::horizontal).max().orElseThrow();
    }

    private int largestVertical() {
        return Arrays.stream(components).mapToInt(Component::vertical).max().orElseThrow();
    }

    private static int ceiling(final int dividend, final int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /** Whether there has been a scan of each component. */
    boolean complete() {
        return Arrays.stream(components).allMatch(Component::seen);
    }

    /** One channel. */
    static final class Component {

        private static final int NOTHING = -1;

        private final int identifier;
        private final int horizontal;
        private final int vertical;
        /** How many of the low bits of each coefficient are still to come. */
        private final int[] missingBits = new int[COEFFICIENTS];
        /** Which coefficients of each block are other than zero: refinements have a bit for each of them. */
        private long[] history;

        private Component(final int identifier, final int horizontal, final int vertical) {
            this.identifier = identifier;
            this.horizontal = horizontal;
            this.vertical = vertical;
            Arrays.fill(missingBits, NOTHING);
        }

        int horizontal() {
            return horizontal;
        }

        int vertical() {
            return vertical;
        }

        private boolean seen() {
            return missingBits[0] != NOTHING;
        }

        /** The history of so many blocks. */
        long[] history(final int blocks) {
            if (history == null) {
                history = new long[blocks];
            }

            return history;
        }

        /**
         * Notes what a scan brings.
         *
         * @param from   the first coefficient
         * @param to     the last coefficient
         * @param before the bits that are missing before it, 0 in a first scan
         * @param after  and after it
         */
        void scan(final int from, final int to, final int before, final int after) throws ImageFaultException {
            if (from > 0 && !seen()) {
                throw ImageFaultException.damaged("a channel's details come before its mean");
            }

            for (int index = from; index <= to; index++) {
                if (Math.max(0, missingBits[index]) != before || before == 0 && missingBits[index] == 0) {
                    throw ImageFaultException.damaged("the scans of a channel contradict each other");
                }

                missingBits[index] = after;
            }
        }
    }
}
