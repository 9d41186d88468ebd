package org.nififer.image;

import org.nififer.common.RgbImage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The header of a BMP file, from OS/2's of 12 bytes to Windows' fifth version of 124.
 */
final class BmpHeader {

    private static final int FILE_HEADER = 14;
    private static final int DATA_OFFSET = 10;
    private static final int OLDEST = 12;
    private static final Set<Integer> SIZES = Set.of(OLDEST, 40, 52, 56, 108, 124);
    private static final Set<Integer> DEPTHS = Set.of(1, 2, 4, 8, 16, 24, 32);
    private static final int UNCOMPRESSED = 0;
    private static final int RUN_LENGTH_8 = 1;
    private static final int RUN_LENGTH_4 = 2;
    private static final int MASKS = 3;
    private static final int MASKS_AND_ALPHA = 6;
    /** The samples, in up to four bytes, and the result. */
    private static final int BYTES_PER_PIXEL = 4 + RgbImage.CHANNELS;

    private BmpHeader() {
    }

    static ImageHeader read(final byte[] encoded) throws ImageFaultException {
        final ByteBuffer buffer = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        final int size = buffer.getInt(FILE_HEADER);
        if (!SIZES.contains(size)) {
            throw ImageFaultException.unsupported("a header of %d bytes", size);
        }

        final boolean oldest = size == OLDEST;
        final int width = oldest ? Short.toUnsignedInt(buffer.getShort(18)) : buffer.getInt(18);
        // A negative height says that the rows are stored from top to bottom.
        final int height = oldest ? Short.toUnsignedInt(buffer.getShort(20)) : Math.absExact(buffer.getInt(22));
        final int depth = Short.toUnsignedInt(buffer.getShort(oldest ? 24 : 28));
        final int compression = oldest ? UNCOMPRESSED : buffer.getInt(30);
        if (!DEPTHS.contains(depth)) {
            throw ImageFaultException.damaged("it announces %d bits a pixel", depth);
        }

        if (compression == RUN_LENGTH_8 && depth == 8 || compression == RUN_LENGTH_4 && depth == 4) {
            return new ImageHeader(ImageType.BMP, width, height, BYTES_PER_PIXEL);
        }

        final boolean masks = (compression == MASKS || compression == MASKS_AND_ALPHA) && (depth == 16 || depth == 32);
        if (compression != UNCOMPRESSED && !masks) {
            // Of whole JPEG and PNG files within, and of fax codes, among others.
            throw ImageFaultException.unsupported("compression %d at %d bits a pixel", compression, depth);
        }

        final long rowBytes = ((long) width * depth + 31) / 32 * 4;
        final long offset = Integer.toUnsignedLong(buffer.getInt(DATA_OFFSET));
        if (width > 0 && offset + rowBytes * height > encoded.length) {
            throw ImageFaultException.damaged("its %d x %d pixels of %d bits end at byte %d, the file after %d", width, height, depth, offset + rowBytes * height, encoded.length);
        }

        return new ImageHeader(ImageType.BMP, width, height, BYTES_PER_PIXEL);
    }
}
