package org.nififer.core.image;

import org.nififer.core.InvalidInputException;

/**
 * What the beginning of an image file says, known before anything is decoded.
 *
 * @param type   the file type, from the content and not from a name
 * @param width  pixels as stored, at least 1; the EXIF orientation may swap the two
 * @param height pixels as stored, at least 1
 */
public record ImageHeader(ImageType type, int width, int height) {

    /** The number of pixels that decoding would give. */
    public long pixels() {
        return (long) width * height;
    }

    /**
     * Reads the header of a file.
     *
     * @param encoded the file's bytes
     * @param name    what the error message calls the image
     * @throws InvalidInputException with {@code INVALID_IMAGE} for an empty file, an unknown type, a header without a size, or a PNG that ends early
     */
    public static ImageHeader read(final byte[] encoded, final String name) throws InvalidInputException {
        return ImageHeaderReader.read(encoded, name);
    }
}
