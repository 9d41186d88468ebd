package org.nififer.face;

import java.util.List;
import java.util.Locale;

/**
 * The five points of a face that align it, in pixels of the photo. Right and left are the person's own, so the right
 * eye is on the left side of a photo.
 */
public record Landmarks(Point rightEye, Point leftEye, Point nose, Point rightMouthCorner, Point leftMouthCorner) {

    /** The number of points. */
    public static final int COUNT = 5;

    /** The points in the order of the components, which is also YuNet's. */
    public List<Point> points() {
        return List.of(rightEye, leftEye, nose, rightMouthCorner, leftMouthCorner);
    }

    /**
     * The landmarks of a list in the order of {@link #points()}.
     *
     * @throws IllegalArgumentException unless there are five points
     */
    public static Landmarks of(final List<Point> points) {
        if (points.size() != COUNT) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A face has %d landmarks, got %d", COUNT, points.size()));
        }

        return new Landmarks(points.get(0), points.get(1), points.get(2), points.get(3), points.get(4));
    }
}
