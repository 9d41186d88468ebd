package org.nififer.image;

import org.nififer.common.InvalidInputException;

/**
 * What the beginning of an image file says, known before anything is decoded.
 *
 * @param type          the file type, from the content and not from a name
 * @param width         pixels as stored, at least 1; the orientation may swap the two
 * @param height        pixels as stored, at least 1
 * @param bytesPerPixel what a decoder holds of each pixel in the JVM at a time: three for the result, and more where the samples are read first
 */
public record ImageHeader(ImageType type, int width, int height, int bytesPerPixel) {

    /** The number of pixels that decoding would give. */
    public long pixels() {
        return (long) width * height;
    }

    /** The memory that decoding takes in the JVM, bytes. */
    public long decodingBytes() {
        return pixels() * bytesPerPixel;
    }

    /**
     * Reads the header of a file.
     *
     * @param encoded the file's bytes
     * @param name    what the error message calls the image
     * @throws InvalidInputException with {@code INVALID_IMAGE} for an empty file, one of no known kind, or a header that makes no sense; with
     *                               {@code UNSUPPORTED_IMAGE} for a file of another kind, or of a variant that is not read
     */
    public static ImageHeader read(final byte[] encoded, final String name) throws InvalidInputException {
        return ImageHeaderReader.read(encoded, name);
    }
}
