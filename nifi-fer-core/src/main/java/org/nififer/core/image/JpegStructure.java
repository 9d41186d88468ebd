package org.nififer.core.image;

/**
 * What the markers of a JPEG file (ITU-T T.81, annex B) say that a decoder does not ask for: whether the file is there
 * to its end, and how a four-channel image means its colours.
 *
 * @param complete    whether the image's data end with an end marker; decoders fill what is missing without an error
 * @param channels    of the frame: 1 grey, 3 colour, 4 CMYK; 0 where there is no frame
 * @param adobeMarker whether the APP14 segment of Adobe says which colours the channels are
 */
record JpegStructure(boolean complete, int channels, boolean adobeMarker) {

    private static final int MARKER = 0xFF;
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int FIRST_RESTART = 0xD0;
    private static final int LAST_RESTART = 0xD7;
    private static final int APP14 = 0xEE;
    private static final int TEMPORARY = 0x01;

    /** Reads the structure up to the end marker; what follows it is not looked at. */
    static JpegStructure read(final byte[] encoded) {
        int channels = 0;
        boolean adobeMarker = false;
        int position = 0;
        while (true) {
            position = nextMarker(encoded, position);
            if (position >= encoded.length) {
                return new JpegStructure(false, channels, adobeMarker);
            }

            final int marker = Byte.toUnsignedInt(encoded[position]);
            position++;
            if (marker == END_OF_IMAGE) {
                return new JpegStructure(true, channels, adobeMarker);
            }

            if (hasSegment(marker)) {
                if (position + 2 > encoded.length) {
                    return new JpegStructure(false, channels, adobeMarker);
                }

                final int length = Byte.toUnsignedInt(encoded[position]) << Byte.SIZE | Byte.toUnsignedInt(encoded[position + 1]);
                if (isFrame(marker) && position + 7 < encoded.length) {
                    channels = Byte.toUnsignedInt(encoded[position + 7]);
                }

                adobeMarker |= marker == APP14;
                // After a start of scan come entropy-coded data, in which the search for the next marker goes on.
                position += Math.max(2, length);
            }
        }
    }

    /** The position after the next 0xFF that is followed by a marker's code; beyond the end where there is none. */
    private static int nextMarker(final byte[] encoded, final int start) {
        for (int position = start; position + 1 < encoded.length; position++) {
            if (Byte.toUnsignedInt(encoded[position]) == MARKER) {
                final int code = Byte.toUnsignedInt(encoded[position + 1]);
                // 0xFF00 is a byte of data, 0xFFFF is filling.
                if (code != 0 && code != MARKER) {
                    return position + 1;
                }
            }
        }

        return encoded.length;
    }

    private static boolean hasSegment(final int marker) {
        final boolean restart = marker >= FIRST_RESTART && marker <= LAST_RESTART;
        return !restart && marker != START_OF_IMAGE && marker != TEMPORARY;
    }

    /** SOF0 to SOF15 without the tables DHT (C4), JPG (C8) and DAC (CC). */
    private static boolean isFrame(final int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
}
