package org.nififer.core.dataset.statistics;

import org.nififer.core.InvalidInputException;
import org.nififer.core.dataset.Sample;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.image.ImageHeader;
import org.nififer.core.image.RgbImage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Decodes images on many threads in little memory: those that are decoded at a time have 16 megapixels (48 MB) together. A larger one waits until it is the only one.
 */
final class BoundedDecoding {

    private static final int MAXIMUM_KILOPIXELS = 16_384;
    private static final int KILOPIXEL_BITS = 10;
    private static final Semaphore KILOPIXELS = new Semaphore(MAXIMUM_KILOPIXELS, true);

    private BoundedDecoding() {
    }

    /**
     * Decodes the image of a sample and lets it go afterwards.
     *
     * @param use gets the image and keeps nothing of it
     * @throws InvalidInputException where the image is damaged or too large
     */
    static <T> T decode(final Sample sample, final Function<RgbImage, T> use) throws IOException {
        final int kilopixels = (int) Math.clamp(ImageHeader.read(sample.image(), sample.key()).pixels() >> KILOPIXEL_BITS, 1, (long) MAXIMUM_KILOPIXELS);
        try {
            KILOPIXELS.acquire(kilopixels);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while images were decoded");
        }

        try {
            return use.apply(ImageCodec.decode(sample.image(), sample.key()));
        } finally {
            KILOPIXELS.release(kilopixels);
        }
    }
}
