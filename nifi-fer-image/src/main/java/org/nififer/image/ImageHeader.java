package org.nififer.image;

import org.nififer.common.FileKind;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.Set;

/**
 * What the beginning of an image file says, known before anything is decoded.
 *
 * @param type          the file type, from the content and not from a name
 * @param width         pixels as stored, at least 1; the orientation may swap the two
 * @param height        pixels as stored, at least 1
 * @param bytesPerPixel what a decoder holds of each pixel in the JVM at a time: three for the result, and more where the samples are read first
 */
public record ImageHeader(ImageType type, int width, int height, int bytesPerPixel) {

    /** Kinds that a damaged image may look like. */
    private static final Set<FileKind> PERHAPS_DAMAGED = Set.of(FileKind.EMPTY, FileKind.UNKNOWN, FileKind.TEXT, FileKind.UTF_16_TEXT);

    /** The number of pixels that decoding would give. */
    public long pixels() {
        return (long) width * height;
    }

    /** The memory that decoding takes in the JVM, bytes. */
    public long decodingBytes() {
        return pixels() * bytesPerPixel;
    }

    /**
     * Finds the type of a file in its first bytes, and has that type's reader look for the size. Only the parts that hold the size are parsed: texts and
     * profiles may be compressed, and a small file could unfold into more than the memory holds.
     *
     * @param encoded the file's bytes
     * @param name    what the error message calls the image
     * @throws InvalidInputException with {@code INVALID_IMAGE} for an empty file, one of no known kind, or a header that makes no sense; with
     *                               {@code UNSUPPORTED_IMAGE} for a file of another kind, or of a variant that is not read
     */
    public static ImageHeader read(final byte[] encoded, final String name) throws InvalidInputException {
        final ImageType type = type(encoded, name);
        return ImageFaultException.of(type, name, () -> {
            final ImageHeader header = switch (type) {
                case JPEG -> JpegFile.header(encoded);
                case PNG -> PngReader.header(encoded);
                case BMP -> BmpHeader.read(encoded);
                case TIFF -> TiffFormat.header(encoded);
                case WEBP -> WebpFile.read(encoded).header();
                case GIF -> GifReader.header(encoded);
                case HEIC, AVIF -> HeifFile.read(encoded).header(type);
            };
            if (header.width() < 1 || header.height() < 1) {
                throw ImageFaultException.damaged("it announces %d x %d pixels; an image has at least one", header.width(), header.height());
            }

            return header;
        });
    }

    private static ImageType type(final byte[] encoded, final String name) throws InvalidInputException {
        final FileKind kind = FileKind.of(encoded);
        return switch (kind) {
            case JPEG -> ImageType.JPEG;
            case PNG -> ImageType.PNG;
            case BMP -> ImageType.BMP;
            case TIFF -> ImageType.TIFF;
            case WEBP -> ImageType.WEBP;
            case GIF -> ImageType.GIF;
            case HEIC -> ImageType.HEIC;
            case AVIF -> ImageType.AVIF;
            default -> throw new InvalidInputException(PERHAPS_DAMAGED.contains(kind) ? Code.INVALID_IMAGE : Code.UNSUPPORTED_IMAGE,
                    kind.refusal(name, "a " + ImageType.ALL + " image"));
        };
    }
}
