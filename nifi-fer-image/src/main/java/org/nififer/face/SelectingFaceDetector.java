package org.nififer.face;

import org.nififer.common.RgbImage;

import java.util.List;

/**
 * Returns a selection of the faces that another detector finds.
 */
final class SelectingFaceDetector implements FaceDetector {

    private final FaceDetector detector;
    private final FaceSelection selection;

    /** Takes the detector over and closes it with itself. */
    SelectingFaceDetector(final FaceDetector detector, final FaceSelection selection) {
        this.detector = detector;
        this.selection = selection;
    }

    @Override
    public String name() {
        return detector.name();
    }

    @Override
    public List<Face> detect(final RgbImage photo) {
        return selection.of(detector.detect(photo));
    }

    @Override
    public void close() {
        detector.close();
    }
}
