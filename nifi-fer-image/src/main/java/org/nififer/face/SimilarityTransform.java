package org.nififer.face;

import java.util.List;
import java.util.Locale;

/**
 * A rotation, uniform scaling and shift of the plane: {@code (x, y) -> (a x - b y + shiftX, b x + a y + shiftY)}.
 *
 * @param a      scale times the cosine of the angle
 * @param b      scale times the sine of the angle
 * @param shiftX added to x
 * @param shiftY added to y
 */
record SimilarityTransform(double a, double b, double shiftX, double shiftY) {

    /**
     * The transform that brings points onto others with the least sum of squared distances; the closed form of Umeyama
     * (1991) in two dimensions, where rotation and scale are one complex factor and no reflection can arise.
     *
     * @throws IllegalArgumentException where all source points coincide
     */
    static SimilarityTransform leastSquares(final List<Point> source, final List<Point> target) {
        final Point sourceMean = mean(source);
        final Point targetMean = mean(target);
        double spread = 0;
        double cosine = 0;
        double sine = 0;
        for (int index = 0; index < source.size(); index++) {
            final double sourceX = source.get(index).x() - sourceMean.x();
            final double sourceY = source.get(index).y() - sourceMean.y();
            final double targetX = target.get(index).x() - targetMean.x();
            final double targetY = target.get(index).y() - targetMean.y();
            spread += sourceX * sourceX + sourceY * sourceY;
            cosine += sourceX * targetX + sourceY * targetY;
            sine += sourceX * targetY - sourceY * targetX;
        }

        if (!(spread > 0)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "All %d points coincide, which leaves the scale open", source.size()));
        }

        final double a = cosine / spread;
        final double b = sine / spread;
        final double shiftX = targetMean.x() - a * sourceMean.x() + b * sourceMean.y();
        final double shiftY = targetMean.y() - b * sourceMean.x() - a * sourceMean.y();
        return new SimilarityTransform(a, b, shiftX, shiftY);
    }

    double scale() {
        return Math.hypot(a, b);
    }

    Point apply(final Point point) {
        return new Point(a * point.x() - b * point.y() + shiftX, b * point.x() + a * point.y() + shiftY);
    }

    /** The way back; the scale is not 0. */
    SimilarityTransform inverse() {
        final double square = a * a + b * b;
        final double inverseA = a / square;
        final double inverseB = -b / square;
        return new SimilarityTransform(inverseA, inverseB, -inverseA * shiftX + inverseB * shiftY, -inverseB * shiftX - inverseA * shiftY);
    }

    private static Point mean(final List<Point> points) {
        double x = 0;
        double y = 0;
        for (final Point point : points) {
            x += point.x();
            y += point.y();
        }

        return new Point(x / points.size(), y / points.size());
    }
}
