package org.nififer.dataset;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.common.Sha256;
import org.nififer.image.ImageResizer;
import org.nififer.image.PerceptualHash;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * How the images of samples are stored: always RGB.
 *
 * @param format  PNG keeps every pixel, JPEG is smaller
 * @param quality of JPEG, 1 to 100
 * @param size    pixels of both sides, to which other images are stretched; empty to keep each image's own size
 */
public record SampleEncoding(ImageFormat format, int quality, OptionalInt size) {

    /** JPEG without visible loss. */
    public static final int DEFAULT_QUALITY = 95;

    /** Lossless, in each image's own size. */
    public static final SampleEncoding PNG = new SampleEncoding(ImageFormat.PNG, DEFAULT_QUALITY, OptionalInt.empty());

    /** The largest size that can be asked for. */
    public static final int MAXIMUM_SIZE = 4096;

    public SampleEncoding {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A JPEG quality of %d; expected 1 (small) to 100 (good)", quality));
        }

        if (size.isPresent() && (size.getAsInt() < 1 || size.getAsInt() > MAXIMUM_SIZE)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "Images of %d pixels; expected 1 to %d", size.getAsInt(), MAXIMUM_SIZE));
        }
    }

    /**
     * A sample with this image, its SHA-256 and perceptual hash.
     *
     * @param metadata what else is known; the two hashes are set in it
     * @throws InvalidInputException naming the key, where the image is too long for the format or becomes larger than {@link Sample#MAXIMUM_IMAGE_BYTES}
     */
    public Sample sample(final String key, final RgbImage image, final SampleMetadata.Builder metadata) throws InvalidInputException {
        final RgbImage sized = size.isPresent() ? ImageResizer.resize(image, size.getAsInt(), size.getAsInt()) : image;
        final byte[] encoded = encode(key, sized);
        Sample.requireSize(key, encoded);
        return new Sample(key, format, encoded, metadata.sha256(Sha256.hex(encoded)).perceptualHash(PerceptualHash.of(sized)).build());
    }

    private byte[] encode(final String key, final RgbImage image) throws InvalidInputException {
        try {
            return format.encode(image, quality);
        } catch (final IllegalArgumentException e) {
            throw new InvalidInputException(Code.INVALID_IMAGE, String.format(Locale.ROOT, "Sample '%s': %s; expected a smaller image, or a fixed size", key, e.getMessage()), e);
        }
    }
}
