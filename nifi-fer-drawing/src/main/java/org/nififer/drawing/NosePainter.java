package org.nififer.drawing;

/**
 * Paints the nose, mostly as light on its ridge and shadow below it.
 */
final class NosePainter {

    private static final double TIP = 0.596;

    private final Canvas canvas;
    private final Identity person;
    private final ExpressionShape shape;

    NosePainter(final Canvas canvas, final Identity person, final ExpressionShape shape) {
        this.canvas = canvas;
        this.person = person;
        this.shape = shape;
    }

    void paint() {
        // A wrinkled nose is a shorter one.
        final double tip = TIP - 0.022 * shape.noseWrinkle();
        final double half = person.noseWidth();
        for (final int side : new int[] {-1, 1}) {
            canvas.shade(new Ellipse(0.5 + side * 0.062, 0.45, 0.035, 0.15), Colour.grey(0.88));
            canvas.shade(new Ellipse(0.5 + side * half, tip + 0.012, 0.035, 0.045), Colour.grey(0.82));
        }

        canvas.shade(new Ellipse(0.5, 0.45, 0.045, 0.20), Colour.grey(1.18));
        canvas.shade(new Ellipse(0.5, tip - 0.015, 0.05, 0.05), Colour.grey(1.14));
        canvas.shade(new Ellipse(0.5, tip + 0.045, half + 0.03, 0.04), Colour.grey(0.72));
        final Colour nostril = person.skin().scaled(0.36);
        for (final int side : new int[] {-1, 1}) {
            canvas.fill(new Ellipse(0.5 + side * half * 0.46, tip + 0.030, half * 0.25, 0.012), nostril, 0.9, 0.014);
            final double[] wing = {0.5 + side * half, tip - 0.015, 0.5 + side * (half + 0.022), tip + 0.02, 0.5 + side * half * 0.75, tip + 0.036};
            canvas.fill(new Stroke(wing, 0.002, 0.005, 0.003), nostril, 0.5, 0.014);
        }

        canvas.shade(new Ellipse(0.5, tip + 0.085, 0.03, 0.04), Colour.grey(0.90));
    }
}
