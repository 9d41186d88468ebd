package org.nififer.image;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.opencv.core.CvException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

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

    /** The longest side that a PNG may have, pixels: what libpng takes. */
    private static final int PNG_SIDE_LIMIT = 1_000_000;
    /** What an image of the largest number of pixels may take in memory for each: four samples of a byte, and the result. */
    private static final long LARGEST_PIXEL = 4L + RgbImage.CHANNELS;
    /** What an image may take in any case, a megabyte. */
    private static final long LEAST_BYTES = 1 << 20;

    private ImageCodec() {
    }

    /**
     * Decodes an image of at most {@link #DEFAULT_PIXEL_LIMIT} pixels and turns it as its orientation says.
     *
     * @see #decode(byte[], String, long, ExifOrientation)
     */
    public static RgbImage decode(final byte[] encoded, final String name) throws InvalidInputException {
        return decode(encoded, name, DEFAULT_PIXEL_LIMIT, ExifOrientation.APPLY);
    }

    /**
     * Decodes a JPEG, PNG, BMP, TIFF, WebP, GIF, HEIC or AVIF image to RGB; docs/recognition.md has the variants. Grey, deeper and CMYK images are converted,
     * transparency is left out, colour profiles are not applied; of several images the first is taken, of a HEIC or AVIF file the primary one.
     *
     * @param encoded     the file's bytes
     * @param name        what the error message calls the image
     * @param pixelLimit  the largest width times height; and where the samples of an image take more memory than that of 8 bits and four channels, it has to be smaller
     * @param orientation what becomes of the orientation that the file says it has
     * @throws InvalidInputException with {@code IMAGE_TOO_LARGE} above the limit, with {@code INVALID_IMAGE} for an empty, truncated or damaged file or one of no
     *                               known kind, with {@code UNSUPPORTED_IMAGE} for a file of another kind, or of a variant that is not read
     * @throws java.io.UncheckedIOException where a HEIC or AVIF image finds no room for temporary files
     */
    public static RgbImage decode(final byte[] encoded, final String name, final long pixelLimit, final ExifOrientation orientation) throws InvalidInputException {
        final ImageHeader header = ImageHeader.read(encoded, name);
        if (header.pixels() > pixelLimit) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE,
                String.format(Locale.ROOT, "%s has %d x %d pixels; the limit is %d pixels", name, header.width(), header.height(), pixelLimit));
        }

        final long byteLimit = Math.max(LEAST_BYTES, Math.multiplyExact(pixelLimit, LARGEST_PIXEL));
        if (header.decodingBytes() > byteLimit) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE, String.format(Locale.ROOT, "%s takes %d bytes of memory for %d x %d pixels; the limit is %d bytes", name,
                    header.decodingBytes(), header.width(), header.height(), byteLimit));
        }

        return ImageFaultException.of(header.type(), name, () -> {
            final RgbImage image = switch (header.type()) {
                case JPEG -> decodeJpeg(encoded, header, orientation);
                case PNG -> PngReader.read(encoded, orientation);
                case BMP -> JavaReader.readBmp(encoded);
                case TIFF -> JavaReader.readTiff(encoded, orientation);
                case WEBP -> decodeWebp(encoded, orientation);
                case GIF -> GifReader.read(encoded);
                case HEIC, AVIF -> {
                    final HeifFile heif = HeifFile.read(encoded);
                    yield heif.shown(FfmpegReader.read(encoded, heif, header, pixelLimit, name), orientation);
                }
            };
            if (image.pixels().length > byteLimit) {
                throw ImageFaultException.damaged("it holds %d x %d pixels", image.width(), image.height());
            }

            return image;
        });
    }

    /**
     * Encodes losslessly as PNG.
     *
     * @throws IllegalArgumentException where a side is longer than the format allows, 1,000,000 pixels
     */
    public static byte[] encodePng(final RgbImage image) {
        OpenCv.load();
        return encode(image, ".png", PNG_SIDE_LIMIT, new MatOfInt());
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
        return encode(image, ".jpg", JPEG_SIDE_LIMIT, new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality));
    }

    private static RgbImage decodeJpeg(final byte[] encoded, final ImageHeader header, final ExifOrientation turning) throws ImageFaultException {
        final JpegFile file = JpegFile.read(encoded);
        final RgbImage image = decodeNatively(file.checked());
        if (image.width() != header.width() || image.height() != header.height()) {
            throw ImageFaultException.damaged("it announces %d x %d pixels but holds %d x %d", header.width(), header.height(), image.width(), image.height());
        }

        return turning == ExifOrientation.APPLY ? Orientation.apply(image, file.orientation()) : image;
    }

    private static RgbImage decodeWebp(final byte[] encoded, final ExifOrientation turning) throws ImageFaultException {
        final WebpFile file = WebpFile.read(encoded);
        final RgbImage image = file.onCanvas(decodeNatively(file.frame()));
        return turning == ExifOrientation.APPLY ? Orientation.apply(image, file.orientation()) : image;
    }

    /** Decodes what was checked before: OpenCV says to nobody but the standard error what it dislikes. */
    private static RgbImage decodeNatively(final byte[] encoded) throws ImageFaultException {
        OpenCv.load();
        final MatOfByte buffer = new MatOfByte(encoded);
        Mat pixels = null;
        try {
            pixels = Imgcodecs.imdecode(buffer, Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION);
            if (pixels.empty()) {
                throw ImageFaultException.damaged("its pixels cannot be decoded");
            }

            return OpenCv.fromBgr(pixels);
        } finally {
            if (pixels != null) {
                pixels.release();
            }

            buffer.release();
        }
    }

    private static byte[] encode(final RgbImage image, final String extension, final int sideLimit, final MatOfInt parameters) {
        // Else the libraries would say so on the standard error.
        if (Math.max(image.width(), image.height()) > sideLimit) {
            throw unfit(image, extension, null);
        }

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
