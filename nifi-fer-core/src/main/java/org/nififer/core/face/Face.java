package org.nififer.core.face;

import java.util.Optional;

/**
 * A face found in a photo.
 *
 * @param box       where it is, in pixels of the photo
 * @param score     how sure the detector is, 0 to 1; comparable only between faces of one detector
 * @param landmarks the five points, where the detector finds them
 */
public record Face(BoundingBox box, double score, Optional<Landmarks> landmarks) {

    /** A face of a detector that finds no landmarks. */
    public Face(final BoundingBox box, final double score) {
        this(box, score, Optional.empty());
    }
}
