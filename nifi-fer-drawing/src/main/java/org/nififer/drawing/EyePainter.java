package org.nififer.drawing;

import java.util.function.DoubleUnaryOperator;

/**
 * Paints the eyes and the brows above them.
 */
final class EyePainter {

    private static final double EYE_LINE = 0.388;

    private static final double BROW_LINE = 0.262;

    private static final Colour WHITE = new Colour(238, 234, 230);

    private static final Colour LASHES = new Colour(34, 24, 22);

    private final Canvas canvas;
    private final Identity person;
    private final ExpressionShape shape;

    EyePainter(final Canvas canvas, final Identity person, final ExpressionShape shape) {
        this.canvas = canvas;
        this.person = person;
        this.shape = shape;
    }

    void paint() {
        for (final int sideways : new int[] {-1, 1}) {
            paintEye(sideways);
            paintBrow(sideways);
        }
    }

    private void paintEye(final int sideways) {
        final double centre = 0.5 + sideways * person.eyeDistance();
        final double half = person.eyeSize();
        final double opening = half * 0.46 * shape.eyeOpening();
        // Sad and fearful brows pull the inner end of the upper lid up; anger presses it down.
        final double slant = 0.30 * (shape.browInner() - shape.browOuter());
        final DoubleUnaryOperator upper = place -> EYE_LINE - opening * (1 - place * place) + slant * sideways * place * (1 - place * place);
        final double lowerLid = half * 0.36 * (1 - shape.lidRaise() * 1.1) * Math.max(1, 0.7 + 0.3 * shape.eyeOpening());
        final DoubleUnaryOperator lower = place -> EYE_LINE + lowerLid * (1 - place * place);
        final Band eye = Band.of(centre, half, EYE_LINE - opening - 0.02, EYE_LINE + half * 0.5, upper, lower);

        canvas.fill(eye, WHITE, 0.95, 0.008);
        final double irisRadius = half * 0.50;
        final double irisV = EYE_LINE - half * 0.06;
        canvas.fill(new Ellipse(centre, irisV, irisRadius, irisRadius).within(eye), person.iris(), 1, 0.008);
        canvas.fill(new Ellipse(centre, irisV, irisRadius * 0.5, irisRadius * 0.5).within(eye), LASHES, 1, 0.006);
        canvas.fill(new Ellipse(centre + irisRadius * 0.3, irisV - irisRadius * 0.35, irisRadius * 0.22, irisRadius * 0.22).within(eye), WHITE, 0.9, 0.006);

        final double lid = EYE_LINE - 2 * opening;
        canvas.fill(new Stroke(new double[] {centre - half * 1.05, EYE_LINE, centre, lid + slant * 0.2, centre + half * 1.05, EYE_LINE}, 0.004, 0.0095, 0.004),
            LASHES, 0.92, 0.008);
        canvas.fill(new Stroke(new double[] {centre - half * 0.9, EYE_LINE + 0.004, centre, EYE_LINE + 2 * lowerLid, centre + half * 0.9, EYE_LINE + 0.004},
            0.002, 0.004, 0.002), person.skin().scaled(0.45), 0.7, 0.008);
        canvas.fill(new Stroke(new double[] {centre - half, EYE_LINE - 0.025, centre, lid - 0.042, centre + half, EYE_LINE - 0.025}, 0.002, 0.005, 0.002),
            person.skin().scaled(0.5), 0.55, 0.012);
        if (shape.lidRaise() > 0) {
            canvas.fill(new Stroke(new double[] {centre - half * 0.8, EYE_LINE + 0.045, centre, EYE_LINE + 0.075, centre + half * 0.8, EYE_LINE + 0.045},
                0.002, 0.006, 0.002), person.skin().scaled(0.55), shape.lidRaise(), 0.014);
        }
    }

    private void paintBrow(final int sideways) {
        final double inner = person.eyeDistance() - person.eyeSize() * 1.05 - shape.browGather();
        final double outer = person.eyeDistance() + person.eyeSize() * 1.35 - 0.4 * shape.browGather();
        final double innerV = BROW_LINE + 0.012 - shape.browInner();
        final double outerV = BROW_LINE + 0.018 - shape.browOuter();
        final double arch = BROW_LINE - 0.042 - 0.45 * (shape.browInner() + shape.browOuter());
        final double weight = person.browWeight();
        canvas.fill(new Stroke(new double[] {0.5 + sideways * inner, innerV, 0.5 + sideways * (inner + outer) / 2, arch, 0.5 + sideways * outer, outerV},
            weight, weight * 1.1, weight * 0.4), person.hair().scaled(0.8), 0.9, 0.012);
    }
}
