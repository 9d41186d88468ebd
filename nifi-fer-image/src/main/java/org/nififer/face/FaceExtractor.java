package org.nififer.face;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.image.ExifOrientation;
import org.nififer.image.ImageCodec;
import org.opencv.core.CvException;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Decodes photos, finds their faces and cuts them out, one at a time where there are many. As thread-safe as its detector,
 * that is: one for each thread. The detector stays the caller's.
 */
public final class FaceExtractor {

    private final FaceDetector detector;
    private final ExifOrientation orientation;
    private final FaceCropper cropper;

    FaceExtractor(final FaceDetector detector, final ExifOrientation orientation, final FaceCropper cropper) {
        this.detector = detector;
        this.orientation = orientation;
        this.cropper = cropper;
    }

    /**
     * Decodes a photo and finds its faces.
     *
     * @param encoded the file's bytes
     * @param name    what the error message calls the photo
     * @throws InvalidInputException where it cannot be decoded, or OpenCV cannot work on an image of this shape
     */
    public PhotoFaces find(final byte[] encoded, final String name) throws InvalidInputException {
        final long start = System.nanoTime();
        final RgbImage photo = ImageCodec.decode(encoded, name, ImageCodec.DEFAULT_PIXEL_LIMIT, orientation);
        return find(photo, name, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Finds the faces of a photo that is decoded already and upright, with the errors of {@link #find(byte[], String)}. */
    public PhotoFaces find(final RgbImage photo, final String name) throws InvalidInputException {
        return find(photo, name, Duration.ZERO);
    }

    private PhotoFaces find(final RgbImage photo, final String name, final Duration decoding) throws InvalidInputException {
        final long start = System.nanoTime();
        try {
            final List<Face> faces = detector.detect(photo);
            return new PhotoFaces(photo, detector.name(), faces, decoding, Duration.ofNanos(System.nanoTime() - start));
        } catch (final CvException e) {
            throw invalid(name, photo, e);
        }
    }

    /**
     * The crop of a face.
     *
     * @param name what the error message calls the photo
     * @throws InvalidInputException where OpenCV cannot work on an image of this shape
     */
    public RgbImage crop(final RgbImage photo, final Face face, final String name) throws InvalidInputException {
        try {
            return cropper.crop(photo, face);
        } catch (final CvException e) {
            throw invalid(name, photo, e);
        }
    }

    private static InvalidInputException invalid(final String name, final RgbImage photo, final CvException cause) {
        return new InvalidInputException(Code.INVALID_IMAGE, String.format(Locale.ROOT, "%s has %d x %d pixels and cannot be searched for faces: %s", name, photo.width(),
                photo.height(), cause.getMessage()), cause);
    }
}
