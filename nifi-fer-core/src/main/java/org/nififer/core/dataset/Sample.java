package org.nififer.core.dataset;

import java.util.Objects;

/**
 * One labelled face image of a dataset.
 *
 * @param key      the name of its entries in the dataset file without extension, unique there; see {@link SampleKeys}
 * @param format   how the image is encoded
 * @param image    the encoded image; not copied, so owners do not change it
 * @param metadata the label and what else is known
 */
public record Sample(String key, ImageFormat format, byte[] image, SampleMetadata metadata) {

    public Sample {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(metadata, "metadata");
    }

    /** The same image under other metadata. */
    public Sample withMetadata(final SampleMetadata other) {
        return new Sample(key, format, image, other);
    }
}
