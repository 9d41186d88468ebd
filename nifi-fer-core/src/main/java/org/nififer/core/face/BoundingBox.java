package org.nififer.core.face;

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
        final double overlapWidth = Math.min(left + width, other.left + other.width) - Math.max(left, other.left);
        final double overlapHeight = Math.min(top + height, other.top + other.height) - Math.max(top, other.top);
        if (overlapWidth <= 0 || overlapHeight <= 0) {
            return 0;
        }

        final double intersection = overlapWidth * overlapHeight;
        return intersection / (area() + other.area() - intersection);
    }
}
