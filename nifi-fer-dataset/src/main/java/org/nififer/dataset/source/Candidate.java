package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.image.ImageCodec;
import org.nififer.image.ImageHeader;

import java.io.IOException;
import java.util.Optional;

/**
 * What becomes a sample where its image can be decoded, which happens on another thread.
 *
 * @param where    the entry or row, for messages
 * @param path     names it within the source, without extension
 * @param split    of the source
 * @param metadata without split, source and hashes, which others know; may be completed while the image is decoded
 * @param bytes    what decoding it takes in memory
 * @param image    decodes it
 */
record Candidate(String where, String path, Optional<Split> split, SampleMetadata.Builder metadata, long bytes, PendingImage image) {

    /** An image that is still to be decoded. */
    @FunctionalInterface
    interface PendingImage {

        RgbImage decode() throws InvalidSampleException;
    }

    /**
     * A candidate that is an image file.
     *
     * @throws InvalidSampleException where the entry cannot be read
     */
    static Candidate ofImage(final SourceEntry entry, final Optional<Split> split, final SampleMetadata.Builder metadata) throws IOException, InvalidSampleException {
        final byte[] encoded = entry.readImage();
        return new Candidate(entry.where(), FileNames.withoutExtension(entry.path()), split, metadata, decodedBytes(encoded), () -> decode(encoded));
    }

    /** What an encoded image takes when it is decoded; few large ones may be under way at a time. */
    static long decodedBytes(final byte[] encoded) {
        try {
            return encoded.length + ImageHeader.read(encoded, "").decodingBytes();
        } catch (final InvalidInputException e) {
            // Decoding will say it.
            return encoded.length;
        }
    }

    /** The image of a file. */
    static RgbImage decode(final byte[] encoded) throws InvalidSampleException {
        try {
            return ImageCodec.decode(encoded, "The image");
        } catch (final InvalidInputException e) {
            throw new InvalidSampleException("image", e.getMessage(), e);
        }
    }
}
