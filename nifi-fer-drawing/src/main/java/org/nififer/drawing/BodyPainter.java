package org.nififer.drawing;

import java.util.function.DoubleUnaryOperator;

/**
 * Paints what frames a face: the hair behind the head, neck, clothes, and the hair above the forehead.
 */
final class BodyPainter {

    /** Hair that ends higher is short and leaves the neck free. */
    private static final double SHOULDER_LENGTH = 0.6;

    /** Far enough below every face to be outside the picture. */
    private static final double GROUND = 12;

    private final Canvas canvas;
    private final Identity person;

    BodyPainter(final Canvas canvas, final Identity person) {
        this.canvas = canvas;
        this.person = person;
    }

    void paintBehindHead(final double light) {
        final Colour behind = person.hair().scaled(0.72);
        canvas.fill(new Ellipse(0.5, 0.36, person.headWidth() + 0.07, 0.62), behind, 1, 0.03);
        if (person.hairLength() > SHOULDER_LENGTH) {
            canvas.fill(new Ellipse(0.5, (0.36 + person.hairLength()) / 2, person.headWidth() + 0.11, person.hairLength() / 2 + 0.07), behind, 1, 0.04);
        }

        final Colour neck = person.skin().scaled(0.76);
        canvas.fill(new Stroke(new double[] {0.5, 0.85, 0.5, 1.1, 0.5, 1.3}, 0.22, 0.22, 0.27), neck, 1, 0.02);
        canvas.shade(new Ellipse(0.5, 1.02, 0.30, 0.16), Colour.grey(0.80));
        final DoubleUnaryOperator shoulders = place -> {
            final double square = place * place;
            final double fourth = square * square;
            return 1.27 + 0.14 * square + 0.85 * fourth * fourth;
        };
        canvas.fill(Band.of(0.5, 0.98, 1.2, GROUND, shoulders, place -> GROUND), person.clothes(), 1, 0.02);
        canvas.shade(new Ellipse(0.5 - Math.signum(light) * 0.6, 1.7, 0.6, 0.7), Colour.grey(1 - Math.abs(light)));
        canvas.fill(new Ellipse(0.5, 1.27, 0.25, 0.10), neck, 1, 0.02);
    }

    /** The cap of hair: what of a slightly larger head lies above the hairline. */
    void paintHairline() {
        final double rim = person.headWidth() + 0.055;
        final double lowest = Math.min(0.46, person.hairLength());
        final DoubleUnaryOperator hairline = place -> {
            final double square = place * place;
            final double fourth = square * square;
            return Math.min(lowest, person.hairline() + person.fringe() * 0.25 * square + 1.1 * fourth * fourth);
        };
        final Ellipse skull = new Ellipse(0.5, 0.37, rim, 0.60);
        canvas.fill(Band.of(0.5, rim, -0.25, lowest, place -> -0.3, hairline).within(skull), person.hair(), 1, 0.02);
        canvas.shade(new Ellipse(0.44, -0.10, 0.30, 0.14), Colour.grey(1.28));
    }
}
