package org.nififer.core.drawing;

/**
 * An ellipse with upright axes. Below its centre it may be squarer or more pointed, as chins are.
 *
 * @param centreU the middle
 * @param centreV the middle
 * @param radiusU half the width
 * @param radiusV half the height
 * @param squareness of the lower half: 0 is an ellipse, towards 1 a rectangle, below 0 pointed
 */
record Ellipse(double centreU, double centreV, double radiusU, double radiusV, double squareness) implements Area {

    Ellipse(final double centreU, final double centreV, final double radiusU, final double radiusV) {
        this(centreU, centreV, radiusU, radiusV, 0);
    }

    /** How far out a point lies: 0 in the centre, 1 at the edge; the square of it. */
    double level(final double u, final double v) {
        final double x = (u - centreU) / radiusU;
        final double y = (v - centreV) / radiusV;
        final double level = x * x + y * y;
        return y > 0 ? level - squareness * x * x * y * y : level;
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
        // A pointed or square chin leaves the ellipse by less than this.
        final double extra = squareness == 0 ? 0 : 0.3 * radiusU;
        return new Bounds(centreU - radiusU - extra, centreV - radiusV, centreU + radiusU + extra, centreV + radiusV + extra);
    }
}
