package org.nififer.core.image;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Decodes and encodes images.
 */
public final class ImageCodec {

    private ImageCodec() {
    }

    /**
     * Decodes an image to RGB; grey, alpha and 16-bit images are converted, the EXIF orientation is applied.
     *
     * @param encoded the file's bytes
     * @param name    what the error message calls the image
     */
    public static RgbImage decode(final byte[] encoded, final String name) throws InvalidInputException {
        OpenCv.load();
        if (encoded.length == 0) {
            throw new InvalidInputException(Code.INVALID_IMAGE, "%s is empty; an image was expected".formatted(name));
        }

        final MatOfByte buffer = new MatOfByte(encoded);
        final Mat bgr = Imgcodecs.imdecode(buffer, Imgcodecs.IMREAD_COLOR);
        try {
            if (bgr.empty()) {
                throw new InvalidInputException(Code.INVALID_IMAGE, "%s cannot be decoded as an image".formatted(name));
            }

            return OpenCv.fromBgr(bgr);
        } finally {
            bgr.release();
            buffer.release();
        }
    }

    /** Encodes losslessly as PNG. */
    public static byte[] encodePng(final RgbImage image) {
        return encode(image, ".png");
    }

    private static byte[] encode(final RgbImage image, final String extension) {
        final Mat bgr = OpenCv.toBgr(image);
        final MatOfByte buffer = new MatOfByte();
        try {
            Imgcodecs.imencode(extension, bgr, buffer);
            return buffer.toArray();
        } finally {
            buffer.release();
            bgr.release();
        }
    }
}
