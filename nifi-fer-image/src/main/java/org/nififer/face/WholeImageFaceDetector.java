package org.nififer.face;

import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;

import java.util.List;

/**
 * Takes the whole image as the one face, with score 1: for images that are face crops already.
 */
public final class WholeImageFaceDetector implements FaceDetector {

    /** The name in settings and results. */
    public static final String NAME = "none";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Face> detect(final RgbImage photo) {
        return List.of(new Face(new BoundingBox(0, 0, photo.width(), photo.height()), 1));
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
