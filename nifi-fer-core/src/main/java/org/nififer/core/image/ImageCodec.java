package org.nififer.core.image;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.opencv.core.CvException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

import java.util.Locale;

/**
 * Decodes images of strangers and encodes our own. Decoding looks at the header first, refuses what is too large or
 * incomplete, and never returns pixels that the file does not hold.
 */
public final class ImageCodec {

    /** The pixels that {@link #decode(byte[], String)} allows: 50 megapixels, 150 MB when decoded. */
    public static final long DEFAULT_PIXEL_LIMIT = 50_000_000;

    /** The longest side that a JPEG may have, pixels. */
    public static final int JPEG_SIDE_LIMIT = 65_500;

    private static final int CMYK_CHANNELS = 4;

    private ImageCodec() {
    }

    /**
     * Decodes an image of at most {@link #DEFAULT_PIXEL_LIMIT} pixels and turns it as its EXIF orientation says.
     *
     * @see #decode(byte[], String, long, ExifOrientation)
     */
    public static RgbImage decode(final byte[] encoded, final String name) throws InvalidInputException {
        return decode(encoded, name, DEFAULT_PIXEL_LIMIT, ExifOrientation.APPLY);
    }

    /**
     * Decodes a JPEG, PNG, BMP, TIFF or WebP image to RGB. Grey, 16-bit and CMYK images are converted, transparency is
     * dropped; of several pages the first is taken.
     *
     * @param encoded     the file's bytes
     * @param name        what the error message calls the image
     * @param pixelLimit  the largest width times height
     * @param orientation what becomes of the EXIF orientation
     * @throws InvalidInputException with {@code IMAGE_TOO_LARGE} above the limit, with {@code INVALID_IMAGE} for an empty
     *                               file, another type, or one that is truncated or damaged
     */
    public static RgbImage decode(final byte[] encoded, final String name, final long pixelLimit, final ExifOrientation orientation) throws InvalidInputException {
        final ImageHeader header = ImageHeader.read(encoded, name);
        if (header.pixels() > pixelLimit) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE,
                String.format(Locale.ROOT, "%s has %d x %d pixels; the limit is %d pixels", name, header.width(), header.height(), pixelLimit));
        }

        if (header.type() == ImageType.JPEG) {
            checkJpeg(JpegStructure.read(encoded), name);
        }

        final int flags = orientation == ExifOrientation.APPLY ? Imgcodecs.IMREAD_COLOR : Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION;
        return decodeChecked(encoded, header, flags, name);
    }

    /**
     * Encodes losslessly as PNG.
     *
     * @throws IllegalArgumentException where a side is longer than the format allows, 1,000,000 pixels
     */
    public static byte[] encodePng(final RgbImage image) {
        OpenCv.load();
        return encode(image, ".png", new MatOfInt());
    }

    /**
     * Encodes as JPEG.
     *
     * @param quality 1 (small) to 100 (good)
     * @throws IllegalArgumentException where a side is longer than {@link #JPEG_SIDE_LIMIT}
     */
    public static byte[] encodeJpeg(final RgbImage image, final int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "The quality of a JPEG is 1 to 100, got %d", quality));
        }

        OpenCv.load();
        return encode(image, ".jpg", new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality));
    }

    private static void checkJpeg(final JpegStructure structure, final String name) throws InvalidInputException {
        if (!structure.complete()) {
            throw new InvalidInputException(Code.INVALID_IMAGE, String.format(Locale.ROOT, "%s is a truncated JPEG file: its end marker is missing", name));
        }

        if (structure.channels() == CMYK_CHANNELS && !structure.adobeMarker()) {
            throw new InvalidInputException(Code.INVALID_IMAGE,
                String.format(Locale.ROOT, "%s is a CMYK JPEG file that does not say how its colours are meant (no Adobe marker); convert it to RGB", name));
        }
    }

    private static RgbImage decodeChecked(final byte[] encoded, final ImageHeader header, final int flags, final String name) throws InvalidInputException {
        OpenCv.load();
        final MatOfByte buffer = new MatOfByte(encoded);
        Mat pixels = null;
        try {
            pixels = Imgcodecs.imdecode(buffer, flags);
            if (pixels.empty()) {
                throw new InvalidInputException(Code.INVALID_IMAGE, String.format(Locale.ROOT, "%s is a damaged or truncated %s file", name, header.type()));
            }

            checkSize(pixels, header, name);
            Imgproc.cvtColor(pixels, pixels, Imgproc.COLOR_BGR2RGB);
            return OpenCv.fromRgb(pixels);
        } catch (final CvException e) {
            throw new InvalidInputException(Code.INVALID_IMAGE, String.format(Locale.ROOT, "%s cannot be decoded as a %s file", name, header.type()), e);
        } finally {
            if (pixels != null) {
                pixels.release();
            }

            buffer.release();
        }
    }

    /** Two parsers that disagree about the size have met a file that was made to deceive one of them. */
    private static void checkSize(final Mat pixels, final ImageHeader header, final String name) throws InvalidInputException {
        final boolean same = pixels.cols() == header.width() && pixels.rows() == header.height();
        final boolean turned = pixels.cols() == header.height() && pixels.rows() == header.width();
        if (!same && !turned) {
            throw new InvalidInputException(Code.INVALID_IMAGE, String.format(Locale.ROOT, "%s announces %d x %d pixels but holds %d x %d", name, header.width(), header.height(),
                    pixels.cols(), pixels.rows()));
        }
    }

    private static byte[] encode(final RgbImage image, final String extension, final MatOfInt parameters) {
        final Mat bgr = OpenCv.toBgr(image);
        final MatOfByte buffer = new MatOfByte();
        try {
            if (!Imgcodecs.imencode(extension, bgr, buffer, parameters)) {
                throw unfit(image, extension, null);
            }

            return buffer.toArray();
        } catch (final CvException e) {
            throw unfit(image, extension, e);
        } finally {
            buffer.release();
            bgr.release();
            parameters.release();
        }
    }

    private static IllegalArgumentException unfit(final RgbImage image, final String extension, final CvException cause) {
        return new IllegalArgumentException(String.format(Locale.ROOT, "An image of %d x %d pixels does not fit a %s file", image.width(), image.height(), extension), cause);
    }
}
