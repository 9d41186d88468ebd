package org.nififer.core.face;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.image.RgbImage;
import org.opencv.core.CvException;

import java.util.List;

/**
 * Finds the faces of photos and cuts them out. As thread-safe as its detector, that is: one for each thread. The detector stays the caller's.
 */
public final class FaceExtractor {

    private final FaceDetector detector;
    private final FaceCropper cropper;

    public FaceExtractor(final FaceDetector detector, final FaceCropper cropper) {
        this.detector = detector;
        this.cropper = cropper;
    }

    /**
     * All faces of a photo, the highest score first; empty where there is none.
     *
     * @throws InvalidInputException where OpenCV cannot work on an image of this shape
     */
    public List<CroppedFace> extract(final RgbImage photo) throws InvalidInputException {
        try {
            return detector.detect(photo).stream().map(face -> new CroppedFace(face, cropper.crop(photo, face))).toList();
        } catch (final CvException e) {
            throw new InvalidInputException(Code.INVALID_IMAGE, "A photo of %d x %d pixels cannot be searched for faces: %s"
                    .formatted(photo.width(), photo.height(), e.getMessage()), e);
        }
    }
}
