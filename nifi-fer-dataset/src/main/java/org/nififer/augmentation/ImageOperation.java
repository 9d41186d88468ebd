package org.nififer.augmentation;

import org.nififer.common.RgbImage;

/**
 * A deterministic operation on an image.
 */
public interface ImageOperation {

    /** The result as a new image; the image given is not changed. */
    RgbImage apply(RgbImage image);

    /** The operation with its parameters, as {@link ImageOperations#parse} reads it, for example {@code rotation(-3.5)}. */
    String text();
}
