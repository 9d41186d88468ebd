package org.nififer.face;

/**
 * A point in a photo, in pixels of the photo: (0, 0) is the outer corner of the first pixel, (0.5, 0.5) its centre.
 *
 * @param x to the right
 * @param y downwards
 */
public record Point(double x, double y) {
}
