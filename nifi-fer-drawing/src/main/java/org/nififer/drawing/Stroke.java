package org.nififer.drawing;

/**
 * A curved brush stroke from one point to another: brows, lids, folds.
 */
final class Stroke implements Area {

    private static final int SEGMENTS = 7;

    private final double[] pointsU = new double[SEGMENTS + 1];
    private final double[] pointsV = new double[SEGMENTS + 1];
    private final double[] radii = new double[SEGMENTS + 1];
    private final Bounds bounds;

    /**
     * A quadratic Bezier curve.
     *
     * @param curve  u and v of the start, of the point that the curve bends towards, and of the end
     * @param radius half the thickness at the start, in the middle and at the end
     */
    Stroke(final double[] curve, final double... radius) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int index = 0; index <= SEGMENTS; index++) {
            final double share = (double) index / SEGMENTS;
            final double start = (1 - share) * (1 - share);
            final double middle = 2 * share * (1 - share);
            final double end = share * share;
            pointsU[index] = start * curve[0] + middle * curve[2] + end * curve[4];
            pointsV[index] = start * curve[1] + middle * curve[3] + end * curve[5];
            radii[index] = share < 0.5
                ? radius[0] + (radius[1] - radius[0]) * 2 * share
                : radius[1] + (radius[2] - radius[1]) * (2 * share - 1);
            left = Math.min(left, pointsU[index] - radii[index]);
            top = Math.min(top, pointsV[index] - radii[index]);
            right = Math.max(right, pointsU[index] + radii[index]);
            bottom = Math.max(bottom, pointsV[index] + radii[index]);
        }

        bounds = new Bounds(left, top, right, bottom);
    }

    @Override
    public double distance(final double u, final double v) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int index = 0; index < SEGMENTS; index++) {
            final double alongU = pointsU[index + 1] - pointsU[index];
            final double alongV = pointsV[index + 1] - pointsV[index];
            final double toU = u - pointsU[index];
            final double toV = v - pointsV[index];
            final double length = alongU * alongU + alongV * alongV;
            final double share = length > 0 ? Math.clamp((toU * alongU + toV * alongV) / length, 0, 1) : 0;
            final double acrossU = toU - share * alongU;
            final double acrossV = toV - share * alongV;
            final double radius = radii[index] + (radii[index + 1] - radii[index]) * share;
            nearest = Math.min(nearest, Math.sqrt(acrossU * acrossU + acrossV * acrossV) - radius);
        }

        return nearest;
    }

    @Override
    public Bounds bounds() {
        return bounds;
    }
}
