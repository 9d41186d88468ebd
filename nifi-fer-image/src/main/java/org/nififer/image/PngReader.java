package org.nififer.image;

import org.nififer.common.RgbImage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads PNG files (ISO/IEC 15948, third edition). libpng, which OpenCV has, writes what it dislikes to the standard error of the whole process, cuts
 * 16-bit samples off instead of rounding them, and takes indices beyond the palette for black; for 8-bit colours this reader is no slower. Only the
 * chunks that hold pixels and the orientation are looked at: texts and profiles may unfold into more than the memory holds.
 */
final class PngReader {

    private static final int SIGNATURE_BYTES = 8;
    private static final int CHUNK_BYTES = 12;
    private static final int HEADER_BYTES = 13;
    private static final int PALETTE_ENTRIES = 256;

    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int EXIF = 0x65584966;
    /** What iPhones' developer tools put first into files that are no PNG any more: the colours are in another order, the data in another frame. */
    private static final int APPLE = 0x43674249;
    /** The bit of the first letter of a chunk that may be left out. */
    private static final int ANCILLARY = 0x20000000;

    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;

    /** Of the seven passes of an interlaced image: the first column and row, and the steps to the next. */
    private static final int[][] PASSES = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    private static final int[][] NO_PASSES = {{0, 0, 1, 1}};

    private final ByteBuffer file;
    private final int width;
    private final int height;
    private final int depth;
    private final int colour;
    private final int channels;
    private final boolean interlaced;
    private int orientation = Orientation.UPRIGHT;
    private byte[] palette;
    private int position = SIGNATURE_BYTES;
    private int chunk;
    private int length;

    private PngReader(final byte[] encoded) throws ImageFaultException {
        file = ByteBuffer.wrap(encoded);
        nextChunk();
        if (chunk == APPLE) {
            throw ImageFaultException.unsupported("Apple's own variant of PNG (CgBI)");
        }

        if (chunk != IHDR || length != HEADER_BYTES) {
            throw ImageFaultException.damaged("it does not begin with its size");
        }

        width = file.getInt(position);
        height = file.getInt(position + 4);
        depth = file.get(position + 8);
        colour = file.get(position + 9);
        final int interlacing = file.get(position + 12);
        channels = switch (colour) {
            case GREY, PALETTE -> 1;
            case GREY_ALPHA -> 2;
            case RGB -> 3;
            case RGB_ALPHA -> 4;
            default -> throw ImageFaultException.damaged("it announces the colour type %d", colour);
        };
        final boolean depthFits = switch (depth) {
            case 1, 2, 4 -> channels == 1;
            case 8 -> true;
            case 16 -> colour != PALETTE;
            default -> false;
        };
        if (!depthFits || file.get(position + 10) != 0 || file.get(position + 11) != 0 || interlacing < 0 || interlacing > 1) {
            throw ImageFaultException.damaged("it announces colour type %d with %d bits, compression %d, filter %d, interlacing %d", colour, depth, file.get(position + 10),
                    file.get(position + 11), interlacing);
        }

        interlaced = interlacing == 1;
    }

    static ImageHeader header(final byte[] encoded) throws ImageFaultException {
        final PngReader reader = new PngReader(encoded);
        return new ImageHeader(ImageType.PNG, reader.width, reader.height, RgbImage.CHANNELS);
    }

    /** The image, upright where this is asked for. */
    static RgbImage read(final byte[] encoded, final ExifOrientation turning) throws ImageFaultException {
        final PngReader reader = new PngReader(encoded);
        final RgbImage image = reader.read();
        return turning == ExifOrientation.APPLY ? Orientation.apply(image, reader.orientation) : image;
    }

    /** Goes to the next chunk; a file that ends before its last one is an error. */
    private void nextChunk() throws ImageFaultException {
        position += chunk == 0 ? 0 : length + CHUNK_BYTES - SIGNATURE_BYTES;
        if (file.capacity() - position < CHUNK_BYTES) {
            throw ImageFaultException.damaged("it ends without its last part");
        }

        length = file.getInt(position);
        chunk = file.getInt(position + 4);
        if (length < 0 || length > file.capacity() - position - CHUNK_BYTES) {
            throw ImageFaultException.damaged("a part of %d bytes begins at byte %d of %d", Integer.toUnsignedLong(length), position, file.capacity());
        }

        position += SIGNATURE_BYTES;
    }

    private void checkSum() throws ImageFaultException {
        final CRC32 sum = new CRC32();
        sum.update(file.array(), position - 4, length + 4);
        if ((int) sum.getValue() != file.getInt(position + length)) {
            throw ImageFaultException.damaged("the check sum at byte %d is of other data", position + length);
        }
    }

    private RgbImage read() throws ImageFaultException {
        final byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS)];
        final Inflater inflater = new Inflater();
        try {
            checkSum();
            nextPart();
            for (final int[] pass : interlaced ? PASSES : NO_PASSES) {
                readPass(inflater, pass, pixels);
            }

            finish(inflater);
        } catch (final DataFormatException e) {
            throw ImageFaultException.damaged("its compressed data break off: %s", e.getMessage());
        } finally {
            inflater.end();
        }

        return new RgbImage(width, height, pixels);
    }

    /** Goes to the next chunk of pixels or to the end, and takes in what is of use on the way. */
    private void nextPart() throws ImageFaultException {
        while (true) {
            nextChunk();
            switch (chunk) {
                case IDAT -> {
                    checkSum();
                    if (colour == PALETTE && palette == null) {
                        throw ImageFaultException.damaged("it has no palette");
                    }

                    return;
                }
                case PLTE -> {
                    checkSum();
                    if (length == 0 || length % RgbImage.CHANNELS != 0 || length > PALETTE_ENTRIES * RgbImage.CHANNELS) {
                        throw ImageFaultException.damaged("it has a palette of %d bytes", length);
                    }

                    palette = new byte[length];
                    file.get(position, palette);
                }
                case EXIF -> {
                    checkSum();
                    orientation = Orientation.ofExif(file.array(), position, length);
                }
                case IEND -> {
                    checkSum();
                    return;
                }
                default -> {
                    if ((chunk & ANCILLARY) == 0) {
                        throw ImageFaultException.damaged("it has an unknown part 0x%08x, without which it is not to be shown", chunk);
                    }
                }
            }
        }
    }

    private void readPass(final Inflater inflater, final int[] pass, final byte[] pixels) throws ImageFaultException, DataFormatException {
        final int columns = (width - pass[0] + pass[2] - 1) / pass[2];
        final int rows = (height - pass[1] + pass[3] - 1) / pass[3];
        if (columns <= 0) {
            return;
        }

        final int pixelBits = channels * depth;
        final int pixelBytes = Math.max(1, pixelBits / Byte.SIZE);
        final int rowBytes = (int) (((long) columns * pixelBits + Byte.SIZE - 1) / Byte.SIZE);
        // The byte of the filter stands before each row.
        byte[] row = new byte[rowBytes + 1];
        byte[] above = new byte[rowBytes + 1];
        for (int number = 0; number < rows; number++) {
            inflate(inflater, row);
            PngFilter.undo(row, above, pixelBytes);
            final int y = pass[1] + number * pass[3];
            store(row, pixels, (y * width + pass[0]) * RgbImage.CHANNELS, pass[2] * RgbImage.CHANNELS, columns);
            final byte[] free = above;
            above = row;
            row = free;
        }
    }

    private void inflate(final Inflater inflater, final byte[] row) throws ImageFaultException, DataFormatException {
        int filled = 0;
        while (filled < row.length) {
            final int count = inflater.inflate(row, filled, row.length - filled);
            filled += count;
            if (count == 0) {
                feed(inflater);
            }
        }
    }

    private void feed(final Inflater inflater) throws ImageFaultException {
        if (inflater.finished() || inflater.needsDictionary() || chunk == IEND) {
            throw ImageFaultException.damaged("its compressed data end before its pixels");
        }

        inflater.setInput(file.array(), position, length);
        nextPart();
    }

    /** To the end of the file: there is the check sum of all pixels, and what comes after a cut is missing. */
    private void finish(final Inflater inflater) throws ImageFaultException, DataFormatException {
        final byte[] rest = new byte[SIGNATURE_BYTES];
        while (!inflater.finished()) {
            final int count = inflater.inflate(rest);
            if (count > 0) {
                throw ImageFaultException.damaged("its compressed data go on after its pixels");
            }

            if (!inflater.finished()) {
                feed(inflater);
            }
        }

        while (chunk != IEND) {
            nextPart();
        }
    }

    /** Puts the colours of a row into the image; transparency is left out. */
    private void store(final byte[] row, final byte[] pixels, final int start, final int step, final int columns) throws ImageFaultException {
        int target = start;
        if (colour == RGB && depth == Byte.SIZE && step == RgbImage.CHANNELS) {
            System.arraycopy(row, 1, pixels, target, columns * RgbImage.CHANNELS);
        } else if (colour == PALETTE) {
            for (int column = 0; column < columns; column++, target += step) {
                final int entry = sample(row, column) * RgbImage.CHANNELS;
                if (entry >= palette.length) {
                    throw ImageFaultException.damaged("a pixel has the colour %d of %d", entry / RgbImage.CHANNELS, palette.length / RgbImage.CHANNELS);
                }

                System.arraycopy(palette, entry, pixels, target, RgbImage.CHANNELS);
            }
        } else {
            final int green = channels < RgbImage.CHANNELS ? 0 : 1;
            for (int column = 0; column < columns; column++, target += step) {
                final int first = column * channels;
                pixels[target] = value(row, first);
                pixels[target + 1] = green == 0 ? pixels[target] : value(row, first + 1);
                pixels[target + 2] = green == 0 ? pixels[target] : value(row, first + 2);
            }
        }
    }

    /** A sample as 8 bits, rounded. */
    private byte value(final byte[] row, final int index) {
        return switch (depth) {
            case Byte.SIZE -> row[1 + index];
            case Short.SIZE -> (byte) (((row[1 + 2 * index] & 0xFF) << Byte.SIZE | row[2 + 2 * index] & 0xFF) * 255 + 32_895 >> Short.SIZE);
            default -> (byte) (sample(row, index) * 255 / ((1 << depth) - 1));
        };
    }

    /** A sample of at most 8 bits as it is stored. */
    private int sample(final byte[] row, final int index) {
        final int bit = index * depth;
        return (row[1 + bit / Byte.SIZE] & 0xFF) >> Byte.SIZE - depth - bit % Byte.SIZE & (1 << depth) - 1;
    }
}
