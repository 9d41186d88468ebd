package org.nififer.drawing;

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
}
