package org.nififer.face;

import org.nififer.common.BoundingBox;

import java.util.Optional;

/**
 * A face found in a photo.
 *
 * @param box       where it is, in pixels of the photo
 * @param score     how sure the detector is, 0 to 1; comparable only between faces of one detector
 * @param landmarks the five points, where the detector finds them
 */
public record Face(BoundingBox box, double score, Optional<Landmarks> landmarks) {

    /** The same face in another frame: moved, and then enlarged. */
    Face moved(final double x, final double y, final double scale) {
        final BoundingBox moved = new BoundingBox((box.left() + x) * scale, (box.top() + y) * scale, box.width() * scale, box.height() * scale);
        return new Face(moved, score, landmarks.map(all -> Landmarks.of(all.points().stream().map(point -> new Point((point.x() + x) * scale, (point.y() + y) * scale)).toList())));
    }

    /** A face of a detector that finds no landmarks. */
    public Face(final BoundingBox box, final double score) {
        this(box, score, Optional.empty());
    }
}
