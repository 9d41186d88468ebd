package org.nififer.drawing;

import java.util.function.DoubleUnaryOperator;

/**
 * What lies between two curves: lips, a mouth, the opening of an eye.
 *
 * @param centreU   the middle
 * @param halfWidth half the width
 * @param upper     the v of the upper curve for a place from -1 (left end) to 1 (right end)
 * @param lower     the v of the lower curve
 * @param limits    what contains both curves
 */
record Band(double centreU, double halfWidth, DoubleUnaryOperator upper, DoubleUnaryOperator lower, Bounds limits) implements Area {

    /** A band whose curves stay between two values of v. */
    static Band of(final double centreU, final double halfWidth, final double top, final double bottom, final DoubleUnaryOperator upper,
        final DoubleUnaryOperator lower) {
        return new Band(centreU, halfWidth, upper, lower, new Bounds(centreU - halfWidth, top, centreU + halfWidth, bottom));
    }

    @Override
    public double distance(final double u, final double v) {
        final double place = (u - centreU) / halfWidth;
        final double inside = Math.clamp(place, -1, 1);
        final double across = Math.max(upper.applyAsDouble(inside) - v, v - lower.applyAsDouble(inside));
        final double beyond = (Math.abs(place) - 1) * halfWidth;
        return Math.max(across, beyond);
    }

    @Override
    public Bounds bounds() {
        return limits;
    }
}
