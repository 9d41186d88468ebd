package org.nififer.face;

import org.nififer.image.ExifOrientation;

import java.util.Locale;

/**
 * How the faces of photos are found and cut out.
 *
 * @param detector    finds them
 * @param orientation what becomes of the EXIF orientation of a photo
 * @param margin      of the crops, see {@link FaceCropper#FaceCropper(int, double, boolean)}
 * @param aligned     whether the crops are aligned by landmarks, where the detector finds them
 * @param smallest    what the longer side of a box has at least for an answer, in pixels of the photo; smaller faces are told as too small, and get none. 0 for an answer
 *                    for every face
 */
public record FaceSettings(FaceDetectorFactory detector, ExifOrientation orientation, double margin, boolean aligned, int smallest) {

    /** Fewer pixels than this show no expression: a network would guess. */
    public static final int DEFAULT_SMALLEST = 20;

    public FaceSettings {
        // Only the cropper knows what margins there are.
        new FaceCropper(1, margin, aligned);
        if (smallest < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A smallest face of %d pixels; expected 0 or more", smallest));
        }
    }

    /** The framing of the common datasets: upright, aligned and without a margin; every face gets an answer. */
    public static FaceSettings of(final FaceDetectorFactory detector) {
        return new FaceSettings(detector, ExifOrientation.APPLY, 0, true, 0);
    }

    /** The same with another smallest face. */
    public FaceSettings withSmallest(final int pixels) {
        return new FaceSettings(detector, orientation, margin, aligned, pixels);
    }

    /** Whether a face is too small for an answer; an image that was said to be a face as a whole never is. */
    public boolean isTooSmall(final Face face) {
        return !detector.name().equals(WholeImageFaceDetector.NAME) && Math.max(face.box().width(), face.box().height()) < smallest;
    }

    /**
     * Finds and cuts out by these settings.
     *
     * @param opened a detector of these settings, which stays the caller's
     * @param size   the side of the crops, 1 to 4096 pixels
     */
    public FaceExtractor extractor(final FaceDetector opened, final int size) {
        return new FaceExtractor(opened, orientation, new FaceCropper(size, margin, aligned));
    }
}
