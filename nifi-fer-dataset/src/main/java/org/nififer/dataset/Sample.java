package org.nififer.dataset;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.Locale;
import java.util.Objects;

/**
 * One face image of a dataset.
 *
 * @param key      the name of its entries in the dataset file without extension, unique there; see {@link SampleKeys}
 * @param format   how the image is encoded
 * @param image    the encoded image; not copied, so owners do not change it
 * @param metadata the label, where there is one, and what else is known
 */
public record Sample(String key, ImageFormat format, byte[] image, SampleMetadata metadata) {

    /** What an encoded image may have: 64 MiB. */
    public static final int MAXIMUM_IMAGE_BYTES = 64 << 20;

    public Sample {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(metadata, "metadata");
    }

    /**
     * Refuses an image that no reader would take.
     *
     * @throws InvalidInputException naming the key, where it is larger than {@link #MAXIMUM_IMAGE_BYTES}
     */
    static void requireSize(final String key, final byte[] image) throws InvalidInputException {
        if (image.length > MAXIMUM_IMAGE_BYTES) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE,
                    String.format(Locale.ROOT, "The image of sample '%s' has %d bytes; at most %d are allowed", key, image.length, MAXIMUM_IMAGE_BYTES));
        }
    }

    /** The same image under other metadata. */
    public Sample withMetadata(final SampleMetadata other) {
        return new Sample(key, format, image, other);
    }
}
