package org.nififer.face;

import org.nififer.common.RgbImage;

import java.util.List;

/**
 * Finds the faces of a photo. A detector holds native state and is not thread-safe: every thread opens one of its own
 * from a {@link FaceDetectorFactory}, which is thread-safe.
 */
public interface FaceDetector extends AutoCloseable {

    /** What results call this detector: {@code haar}, {@code none} or the name of the YuNet file. */
    String name();

    /** The faces of a photo, the highest score first, in pixels of the photo; empty where there is none. Boxes may reach beyond the photo. */
    List<Face> detect(RgbImage photo);

    @Override
    void close();
}
