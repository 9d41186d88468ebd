package org.nififer.drawing;

/**
 * A part of the plane in face units, described by the distance to its edge, from which smooth edges of any size follow.
 */
interface Area {

    /** The distance of a point to the edge, roughly in face units: negative inside, positive outside. */
    double distance(double u, double v);

    /** What contains the area. */
    Bounds bounds();

    /** The part that this area shares with another; it lies within the bounds of this one. */
    default Area within(final Area other) {
        final Area self = this;
        return new Area() {
            @Override
            public double distance(final double u, final double v) {
                return Math.max(self.distance(u, v), other.distance(u, v));
            }

            @Override
            public Bounds bounds() {
                return self.bounds();
            }
        };
    }

    /** A rectangle in face units. */
    record Bounds(double left, double top, double right, double bottom) {
    }
}
