package org.nififer.drawing;

import java.util.function.DoubleUnaryOperator;

/**
 * Paints the mouth: lips around a line that bends with the expression and parts where the mouth opens.
 */
final class MouthPainter {

    private static final double MOUTH_LINE = 0.768;

    private static final Colour INSIDE = new Colour(62, 22, 24);

    private static final Colour TONGUE = new Colour(168, 84, 84);

    private static final Colour TEETH = new Colour(240, 236, 226);

    /** An opening smaller than this is a line. */
    private static final double SMALLEST_OPENING = 0.008;

    private final Canvas canvas;
    private final Identity person;
    private final ExpressionShape shape;

    MouthPainter(final Canvas canvas, final Identity person, final ExpressionShape shape) {
        this.canvas = canvas;
        this.person = person;
        this.shape = shape;
    }

    void paint() {
        final double half = person.mouthWidth() * shape.mouthWidth();
        final double open = shape.mouthOpen();
        final double press = 1 - 0.75 * shape.lipPress();
        final double upperLip = (0.030 + 0.25 * (person.lipFullness() - 0.040)) * press;
        final double lowerLip = person.lipFullness() * press;
        // The middle sinks by a part of what the corners rise, as it does when a mouth smiles.
        final DoubleUnaryOperator line = place -> MOUTH_LINE + 0.35 * shape.cornerRaise() - 1.2 * shape.cornerRaise() * place * place
            - smirk(place);
        final DoubleUnaryOperator upper = place -> line.applyAsDouble(place) - (shape.lipRaise() + 0.12 * open) * round(place);
        final DoubleUnaryOperator lower = place -> line.applyAsDouble(place) + 0.88 * open * round(place);
        final DoubleUnaryOperator upperEdge = place -> upper.applyAsDouble(place)
            - upperLip * (1 - place * place) * (0.82 + 0.30 * Math.min(1, 3 * Math.abs(place)));
        final DoubleUnaryOperator lowerEdge = place -> lower.applyAsDouble(place) + lowerLip * (1 - place * place);
        final double top = MOUTH_LINE - 0.17;
        final double bottom = MOUTH_LINE + 0.26;

        canvas.shade(new Ellipse(0.5, lowerEdge.applyAsDouble(0) + 0.025, 0.11, 0.035), Colour.grey(0.80));
        final Colour lip = person.skin().mixed(new Colour(176, 70, 74), 0.35 + 0.45 * person.lipRedness()).scaled(0.86);
        canvas.fill(Band.of(0.5, half, top, bottom, upperEdge, upper), lip.scaled(0.84), 1, 0.012);
        canvas.fill(Band.of(0.5, half, top, bottom, lower, lowerEdge), lip, 1, 0.012);
        canvas.shade(new Ellipse(0.5, lower.applyAsDouble(0) + lowerLip * 0.45, half * 0.6, lowerLip * 0.45), Colour.grey(1.14));

        final double opening = lower.applyAsDouble(0) - upper.applyAsDouble(0);
        if (opening > SMALLEST_OPENING) {
            paintOpening(half, top, bottom, upper, lower, opening);
        }

        paintLine(half, line);
    }

    private void paintOpening(final double half, final double top, final double bottom, final DoubleUnaryOperator upper, final DoubleUnaryOperator lower,
        final double opening) {
        final Band inside = Band.of(0.5, half * 0.96, top, bottom, upper, lower);
        canvas.fill(inside, INSIDE, 1, 0.010);
        if (opening > 0.05) {
            canvas.fill(new Ellipse(0.5, lower.applyAsDouble(0), half * 0.6, opening * 0.38).within(inside), TONGUE, 0.85, 0.02);
        }

        if (shape.teeth() > 0) {
            final double height = Math.min(0.042, 0.85 * opening) * shape.teeth();
            final Band teeth = Band.of(0.5, half * 0.86, top, bottom, upper, place -> upper.applyAsDouble(place) + height);
            canvas.fill(teeth.within(inside), TEETH, 0.95, 0.008);
        }
    }

    private void paintLine(final double half, final DoubleUnaryOperator line) {
        final Colour dark = person.skin().scaled(0.32);
        if (shape.mouthOpen() + shape.lipRaise() < SMALLEST_OPENING) {
            canvas.fill(Band.of(0.5, half * 1.02, MOUTH_LINE - 0.17, MOUTH_LINE + 0.15, place -> line.applyAsDouble(place) - 0.006,
                place -> line.applyAsDouble(place) + 0.006), dark, 0.85, 0.008);
        }

        for (final int sideways : new int[] {-1, 1}) {
            canvas.fill(new Ellipse(0.5 + sideways * half, line.applyAsDouble(sideways), 0.014, 0.012), dark, 0.6, 0.015);
        }
    }

    /** How far one side of the mouth alone rises. */
    private double smirk(final double place) {
        final double towards = place * Math.signum(shape.smirk());
        return towards > 0 ? Math.abs(shape.smirk()) * towards * towards : 0;
    }

    /** 1 in the middle, 0 at the corners, fuller than a parabola. */
    private static double round(final double place) {
        final double square = place * place;
        return 1 - square * square;
    }
}
