package org.nififer.core.face;

import org.nififer.core.image.ExifOrientation;

/**
 * How the faces of photos are found and cut out.
 *
 * @param detector    finds them
 * @param orientation what becomes of the EXIF orientation of a photo
 * @param margin      of the crops, see {@link FaceCropper#FaceCropper(int, double, boolean)}
 * @param aligned     whether the crops are aligned by landmarks, where the detector finds them
 */
public record FaceSettings(FaceDetectorFactory detector, ExifOrientation orientation, double margin, boolean aligned) {

    public FaceSettings {
        // Only the cropper knows what margins there are.
        new FaceCropper(1, margin, aligned);
    }

    /** The framing of the common datasets: upright, aligned and without a margin. */
    public static FaceSettings of(final FaceDetectorFactory detector) {
        return new FaceSettings(detector, ExifOrientation.APPLY, 0, true);
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
