package org.nififer.drawing;

/**
 * An ellipse with upright axes. Below its centre it may be squarer or more pointed, as chins are.
 *
 * @param centreU the middle
 * @param centreV the middle
 * @param radiusU half the width
 * @param radiusV half the height
 * @param squareness of the lower half, at most 1: 0 is an ellipse, 1 a rectangle, below 0 is pointed
 */
record Ellipse(double centreU, double centreV, double radiusU, double radiusV, double squareness) implements Area {

    Ellipse(final double centreU, final double centreV, final double radiusU, final double radiusV) {
        this(centreU, centreV, radiusU, radiusV, 0);
    }

    /** How far out a point lies: 0 in the centre, 1 at the edge; the square of it. */
    double level(final double u, final double v) {
        final double y = (v - centreV) / radiusV;
        final double squareX = (u - centreU) * (u - centreU) / (radiusU * radiusU);
        final double squareY = y * y;
        final double level = squareX + squareY;
        // Cut off at the edges of the rectangle around the ellipse, which even the squarest shape does not leave.
        return y > 0 ? level - squareness * Math.min(1, squareX) * Math.min(1, squareY) : level;
    }

    @Override
    public double distance(final double u, final double v) {
        final double level = Math.sqrt(Math.max(0, level(u, v)));
        final double slopeU = (u - centreU) / (radiusU * radiusU);
        final double slopeV = (v - centreV) / (radiusV * radiusV);
        final double slope = Math.sqrt(slopeU * slopeU + slopeV * slopeV);
        return slope < 1e-9 ? -Math.min(radiusU, radiusV) : level * (level - 1) / slope;
    }

    @Override
    public Bounds bounds() {
        return new Bounds(centreU - radiusU, centreV - radiusV, centreU + radiusU, centreV + radiusV);
    }
}
