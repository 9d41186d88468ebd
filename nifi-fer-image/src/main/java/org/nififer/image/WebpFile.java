package org.nififer.image;

import org.nififer.common.RgbImage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A WebP file (RFC 9649) as its chunks divide it. OpenCV reads still images alone, and neither their place on a canvas nor their orientation; so it gets the
 * first frame as a file of its own.
 */
final class WebpFile {

    private static final int SIGNATURE_BYTES = 12;
    private static final int CHUNK_BYTES = 8;
    private static final int RIFF = code("RIFF");
    private static final int WEBP = code("WEBP");
    private static final int LOSSY = code("VP8 ");
    private static final int LOSSLESS = code("VP8L");
    private static final int EXTENDED = code("VP8X");
    private static final int FRAME = code("ANMF");
    private static final int EXIF = code("EXIF");
    private static final int FRAME_HEADER_BYTES = 16;
    private static final int LOSSY_HEADER_BYTES = 10;
    private static final int LOSSLESS_HEADER_BYTES = 5;
    private static final int LOSSY_SIDE = 0x3FFF;
    /** The picture, and the canvas around it or the one that is turned. */
    private static final int BYTES_PER_PIXEL = 2 * RgbImage.CHANNELS;

    private final ByteBuffer file;
    private int canvasWidth;
    private int canvasHeight;
    private int left;
    private int top;
    private int width;
    private int height;
    /** The chunk with the pixels. */
    private int pixels = -1;
    private int orientation = Orientation.UPRIGHT;

    private WebpFile(final byte[] encoded) {
        file = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int code(final String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    static WebpFile read(final byte[] encoded) throws ImageFaultException {
        final WebpFile webp = new WebpFile(encoded);
        final long end = Integer.toUnsignedLong(webp.file.getInt(4)) + CHUNK_BYTES;
        if (end > encoded.length) {
            throw ImageFaultException.damaged("it has %d bytes of %d", encoded.length, end);
        }

        webp.readChunks(SIGNATURE_BYTES, (int) end);
        if (webp.pixels < 0) {
            throw ImageFaultException.damaged("it has no pixels");
        }

        if (webp.canvasWidth == 0) {
            webp.canvasWidth = webp.width;
            webp.canvasHeight = webp.height;
        }

        if (webp.left + webp.width > webp.canvasWidth || webp.top + webp.height > webp.canvasHeight) {
            throw ImageFaultException.damaged("%d x %d pixels at %d, %d lie beyond its %d x %d", webp.width, webp.height, webp.left, webp.top, webp.canvasWidth, webp.canvasHeight);
        }

        return webp;
    }

    private void readChunks(final int start, final int end) throws ImageFaultException {
        int position = start;
        while (position < end) {
            final int length = file.getInt(position + 4);
            if (length < 0 || length > end - position - CHUNK_BYTES) {
                throw ImageFaultException.damaged("its part at byte %d of %d bytes goes beyond byte %d", position, Integer.toUnsignedLong(length), end);
            }

            readChunk(file.getInt(position), position + CHUNK_BYTES, length);
            position += CHUNK_BYTES + length + (length & 1);
        }
    }

    private void readChunk(final int type, final int start, final int length) throws ImageFaultException {
        if (type == EXTENDED && canvasWidth == 0) {
            canvasWidth = (file.getInt(start + 4) & 0xFFFFFF) + 1;
            canvasHeight = (file.getInt(start + 6) >>> Byte.SIZE) + 1;
        } else if (type == EXIF) {
            orientation = Orientation.ofExif(file.array(), start, length);
        } else if (pixels < 0 && type == FRAME && length > FRAME_HEADER_BYTES) {
            left = 2 * (file.getInt(start) & 0xFFFFFF);
            top = 2 * (file.getInt(start + 2) >>> Byte.SIZE);
            readChunks(start + FRAME_HEADER_BYTES, start + length);
        } else if (pixels < 0 && type == LOSSY && length > LOSSY_HEADER_BYTES) {
            pixels = start - CHUNK_BYTES;
            width = file.getShort(start + 6) & LOSSY_SIDE;
            height = file.getShort(start + 8) & LOSSY_SIDE;
        } else if (pixels < 0 && type == LOSSLESS && length > LOSSLESS_HEADER_BYTES) {
            pixels = start - CHUNK_BYTES;
            final int sides = file.getInt(start + 1);
            width = (sides & LOSSY_SIDE) + 1;
            height = (sides >>> 14 & LOSSY_SIDE) + 1;
        }
    }

    ImageHeader header() {
        return new ImageHeader(ImageType.WEBP, canvasWidth, canvasHeight, BYTES_PER_PIXEL);
    }

    int orientation() {
        return orientation;
    }

    /** The first frame as a file of its own; its transparency is left out. */
    byte[] frame() {
        final int length = CHUNK_BYTES + file.getInt(pixels + 4);
        final int padded = length + (length & 1);
        final ByteBuffer still = ByteBuffer.allocate(SIGNATURE_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        still.putInt(RIFF).putInt(Integer.BYTES + padded).putInt(WEBP).put(file.array(), pixels, length);
        return still.array();
    }

    /** The picture of a frame in its place on the canvas, which is black around it. */
    RgbImage onCanvas(final RgbImage picture) throws ImageFaultException {
        if (picture.width() != width || picture.height() != height) {
            throw ImageFaultException.damaged("it announces %d x %d pixels but holds %d x %d", width, height, picture.width(), picture.height());
        }

        if (width == canvasWidth && height == canvasHeight) {
            return picture;
        }

        final RgbImage canvas = RgbImage.black(canvasWidth, canvasHeight);
        for (int y = 0; y < height; y++) {
            System.arraycopy(picture.pixels(), y * width * RgbImage.CHANNELS, canvas.pixels(), ((top + y) * canvasWidth + left) * RgbImage.CHANNELS, width * RgbImage.CHANNELS);
        }

        return canvas;
    }
}
