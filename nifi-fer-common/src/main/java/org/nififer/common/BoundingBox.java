package org.nififer.common;

/**
 * A box in a photo, in pixels of the photo; parts of it may lie outside.
 *
 * @param left   the x of the left edge
 * @param top    the y of the upper edge
 * @param width  pixels, more than 0
 * @param height pixels, more than 0
 */
public record BoundingBox(double left, double top, double width, double height) {

    /** Square pixels. */
    public double area() {
        return width * height;
    }

    /** Intersection over union with another box, 0 to 1. */
    public double intersectionOverUnion(final BoundingBox other) {
        final double intersection = intersection(other);
        return intersection / (area() + other.area() - intersection);
    }

    /** Whether most of another box lies in this one. */
    public boolean covers(final BoundingBox other) {
        return intersection(other) > other.area() / 2;
    }

    private double intersection(final BoundingBox other) {
        final double overlapWidth = Math.min(left + width, other.left + other.width) - Math.max(left, other.left);
        final double overlapHeight = Math.min(top + height, other.top + other.height) - Math.max(top, other.top);
        return Math.max(0, overlapWidth) * Math.max(0, overlapHeight);
    }
}
