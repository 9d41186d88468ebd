package org.nififer.core.drawing;

import org.nififer.core.face.BoundingBox;

/**
 * Where and how a face stands in a picture.
 *
 * @param centreX the middle of the framed square, pixels
 * @param centreY the middle of the framed square, pixels
 * @param side    the side of the framed square, pixels
 * @param angle   rotation in the picture, radians, clockwise
 * @param turn    how far the head turns to the side: the shift of its middle, face units, -0.05 to 0.05
 */
record Placement(double centreX, double centreY, double side, double angle, double turn) {

    /** The upright square that a detector frames. */
    BoundingBox box() {
        return new BoundingBox(centreX - side / 2, centreY - side / 2, side, side);
    }
}
