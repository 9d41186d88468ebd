package org.nififer.image;

import org.nififer.common.RgbImage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A JPEG file (ITU-T T.81) as its markers divide it. Decoders fill what is missing or damaged without an error, and libjpeg, which OpenCV has, writes its
 * doubts to the standard error of the whole process. So a file is read to its end first, and OpenCV gets what it needs of it and nothing else.
 */
final class JpegFile {

    private static final int MARKER = 0xFF;
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int FIRST_RESTART = 0xD0;
    private static final int LAST_RESTART = 0xD7;
    private static final int TEMPORARY = 0x01;
    private static final int BASELINE = 0xC0;
    private static final int EXTENDED = 0xC1;
    private static final int PROGRESSIVE = 0xC2;
    private static final int HUFFMAN_TABLES = 0xC4;
    private static final int ARITHMETIC_TABLES = 0xCC;
    private static final int LAST_FRAME = 0xCF;
    private static final int START_OF_SCAN = 0xDA;
    private static final int QUANTIZATION_TABLES = 0xDB;
    private static final int NUMBER_OF_LINES = 0xDC;
    private static final int RESTART_INTERVAL = 0xDD;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;
    /** An image of a few scans can announce thousands, each of which goes over all pixels. */
    private static final int MOST_SCANS = 200;
    private static final int CMYK = 4;
    private static final byte[] JFIF = {(byte) MARKER, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};

    private final byte[] encoded;
    private final JpegTables tables = new JpegTables();
    private int position = 2;
    private int marker;
    private int segmentEnd;
    private JpegFrame frame;
    private boolean jfif;
    private boolean exif;
    private int orientation = Orientation.UPRIGHT;
    /** How Adobe's segment says that the colours are coded; -1 without that segment. */
    private int adobe = -1;
    private int scans;
    private byte[] checked;

    private JpegFile(final byte[] encoded) {
        this.encoded = encoded;
    }

    static ImageHeader header(final byte[] encoded) throws ImageFaultException {
        final JpegFile file = new JpegFile(encoded);
        while (file.frame == null) {
            file.nextSegment();
            file.look();
            file.position = file.segmentEnd;
        }

        return new ImageHeader(ImageType.JPEG, file.frame.width(), file.frame.height(), Orientation.bytesPerPixel(file.orientation));
    }

    /**
     * Reads all of a file but the values of its pixels.
     *
     * @throws ImageFaultException where it is not whole to the last bit, or of a variant that OpenCV does not read, or reads in colours that the file does not name
     */
    static JpegFile read(final byte[] encoded) throws ImageFaultException {
        final JpegFile file = new JpegFile(encoded);
        file.check();
        return file;
    }

    /** The file without what is not needed for its pixels: what cameras and programs note, and bytes between the parts. */
    byte[] checked() {
        return checked;
    }

    /** How the image lies in the file; {@link Orientation#UPRIGHT} where it does not say. */
    int orientation() {
        return orientation;
    }

    private void check() throws ImageFaultException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream(encoded.length + JFIF.length);
        output.write(encoded, 0, 2);
        for (nextSegment(); marker != END_OF_IMAGE; nextSegment()) {
            final int start = position;
            look();
            switch (marker) {
                case APP14 -> copyAdobe(output, start);
                case START_OF_SCAN -> {
                    if (frame == null) {
                        throw ImageFaultException.damaged("its pixels come before its size");
                    }

                    scans++;
                    if (scans > MOST_SCANS) {
                        throw ImageFaultException.unsupported("more than %d scans", MOST_SCANS);
                    }

                    if (scans == 1 && jfif) {
                        output.write(JFIF, 0, JFIF.length);
                    }

                    copy(output, start - 4, segmentEnd);
                    position = new JpegScan(encoded, start, segmentEnd, frame, tables, output).check();
                }
                case BASELINE, EXTENDED, PROGRESSIVE, HUFFMAN_TABLES, QUANTIZATION_TABLES, RESTART_INTERVAL -> {
                    tables.read(marker, encoded, start, segmentEnd);
                    copy(output, start - 4, segmentEnd);
                    position = segmentEnd;
                }
                default -> position = segmentEnd;
            }
        }

        if (frame == null || !frame.complete()) {
            throw ImageFaultException.damaged("it ends before the pixels of all its colours");
        }

        checkColours();
        output.write(MARKER);
        output.write(END_OF_IMAGE);
        checked = output.toByteArray();
    }

    private void copy(final ByteArrayOutputStream output, final int start, final int end) {
        output.write(encoded, start, end - start);
    }

    /** The first one with this name, in its shortest form: some programs append to it. */
    private void copyAdobe(final ByteArrayOutputStream output, final int start) {
        if (adobe >= 0 && start + 12 <= segmentEnd && scans == 0) {
            output.write(MARKER);
            output.write(APP14);
            output.write(0);
            output.write(14);
            output.write(encoded, start, 12);
        }

        position = segmentEnd;
    }

    /** Goes behind the marker and the length of the next segment; bytes before it that belong to none are passed over. */
    private void nextSegment() throws ImageFaultException {
        while (true) {
            while (position + 1 < encoded.length && (encoded[position] != (byte) MARKER || encoded[position + 1] == (byte) MARKER || encoded[position + 1] == 0)) {
                position++;
            }

            if (position + 1 >= encoded.length) {
                throw ImageFaultException.damaged("its end marker is missing");
            }

            marker = encoded[position + 1] & 0xFF;
            position += 2;
            final boolean restart = marker >= FIRST_RESTART && marker <= LAST_RESTART;
            if (marker == END_OF_IMAGE) {
                segmentEnd = position;
                return;
            }

            if (!restart && marker != TEMPORARY) {
                break;
            }
        }

        final int length = marker == START_OF_IMAGE || position + 2 > encoded.length ? 0 : unsigned(position);
        if (length < 2 || position + length > encoded.length) {
            throw ImageFaultException.damaged("its part 0x%02x at byte %d does not fit the file", marker, position);
        }

        segmentEnd = position + length;
        position += 2;
    }

    private int unsigned(final int index) {
        return (encoded[index] & 0xFF) << Byte.SIZE | encoded[index + 1] & 0xFF;
    }

    /** Takes in what a segment says of all of the image. */
    private void look() throws ImageFaultException {
        switch (marker) {
            case END_OF_IMAGE -> throw ImageFaultException.damaged("it has no size");
            case APP0 -> jfif |= begins("JFIF\0");
            case APP1 -> {
                if (!exif && begins("Exif\0")) {
                    exif = true;
                    orientation = Orientation.ofExif(encoded, position, segmentEnd - position);
                }
            }
            case APP14 -> {
                if (adobe < 0 && scans == 0 && begins("Adobe") && segmentEnd - position >= 12) {
                    adobe = encoded[position + 11] & 0xFF;
                }
            }
            case NUMBER_OF_LINES -> throw ImageFaultException.unsupported("a height that comes after the pixels");
            case HUFFMAN_TABLES -> {
                return;
            }
            case ARITHMETIC_TABLES -> throw ImageFaultException.unsupported("arithmetic coding");
            default -> {
                if (marker >= BASELINE && marker <= LAST_FRAME) {
                    lookAtFrame();
                }
            }
        }
    }

    private boolean begins(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return segmentEnd - position >= bytes.length && ByteBuffer.wrap(encoded, position, bytes.length).equals(ByteBuffer.wrap(bytes));
    }

    private void lookAtFrame() throws ImageFaultException {
        if (marker > PROGRESSIVE) {
            throw ImageFaultException.unsupported("lossless, hierarchical or arithmetic coding (frame 0x%02x)", marker);
        }

        if (frame != null) {
            throw ImageFaultException.damaged("it has two sizes");
        }

        frame = JpegFrame.read(encoded, position, segmentEnd, marker == PROGRESSIVE);
    }

    private void checkColours() throws ImageFaultException {
        final int channels = frame.channels();
        if (channels == CMYK && adobe < 0) {
            throw ImageFaultException.unsupported("a CMYK image that does not say how its colours are meant (no Adobe marker)");
        }

        // 0 is the channels as they are, 1 is YCbCr, 2 is YCbCr of the inverted colours with black.
        if (adobe >= 0 && (channels == CMYK && adobe != 0 && adobe != 2 || channels == RgbImage.CHANNELS && adobe > 1)) {
            throw ImageFaultException.unsupported("colours that Adobe's marker calls %d", adobe);
        }
    }
}
