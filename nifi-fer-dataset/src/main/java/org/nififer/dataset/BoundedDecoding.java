package org.nififer.dataset;

import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;
import org.nififer.image.ImageHeader;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * Decodes images on many threads in little memory: all that are decoded at a time, whoever asks for them, take a quarter of the heap together, and
 * at least 48 MB (16 megapixels). A larger one waits until it is the only one. So images of usual photos (12 megapixels) go with a heap of 256 MB,
 * and all that {@link ImageCodec} takes (50 megapixels, 150 MB) with 512 MB.
 */
public final class BoundedDecoding {

    private static final long MINIMUM_BYTES = 48L << 20;
    private static final int HEAP_PARTS = 4;
    private static final int UNIT_BYTES = 1024;
    private static final int UNITS = (int) Math.min(Integer.MAX_VALUE, Math.max(MINIMUM_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PARTS) / UNIT_BYTES);
    private static final Semaphore FREE_UNITS = new Semaphore(UNITS, true);

    private BoundedDecoding() {
    }

    /** What is done with an image. */
    @FunctionalInterface
    public interface Use<T> {

        T apply(RgbImage image) throws IOException;
    }

    /** What decodes an image and lets it go again. */
    @FunctionalInterface
    public interface Work<T> {

        T run() throws IOException;
    }

    /**
     * Decodes an image and lets it go afterwards.
     *
     * @param encoded the file's bytes
     * @param name    what the error message calls the image
     * @param use     gets the image and keeps nothing of it; decodes no other one
     * @throws InvalidInputException where the image is damaged or too large
     */
    public static <T> T decode(final byte[] encoded, final String name, final Use<T> use) throws IOException {
        return within(encoded, name, () -> use.apply(ImageCodec.decode(encoded, name)));
    }

    /**
     * Runs what decodes an image in its own way as soon as there is memory for it.
     *
     * @param encoded the file's bytes
     * @param name    what the error message calls the image
     * @param work    decodes this image and no other one, and keeps nothing of it
     * @throws InvalidInputException where the header cannot be read, and what the work throws
     */
    public static <T> T within(final byte[] encoded, final String name, final Work<T> work) throws IOException {
        final long bytes = ImageHeader.read(encoded, name).decodingBytes();
        final int units = (int) Math.clamp(bytes / UNIT_BYTES, 1, (long) UNITS);
        try {
            FREE_UNITS.acquire(units);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while images were decoded");
        }

        try {
            return work.run();
        } finally {
            FREE_UNITS.release(units);
        }
    }
}
