package org.nififer.drawing;

/**
 * Paints the folds and furrows that an expression makes in the skin.
 */
final class FoldPainter {

    private final Canvas canvas;
    private final Identity person;
    private final ExpressionShape shape;
    private final Colour fold;

    FoldPainter(final Canvas canvas, final Identity person, final ExpressionShape shape) {
        this.canvas = canvas;
        this.person = person;
        this.shape = shape;
        fold = person.skin().scaled(0.55);
    }

    void paint() {
        for (final int side : new int[] {-1, 1}) {
            if (shape.cheek() > 0) {
                paintCheekFold(side);
            }

            if (shape.frown() > 0) {
                paintFurrow(side);
            }

            if (shape.noseWrinkle() > 0) {
                paintNoseWrinkles(side);
            }

            if (shape.smirk() * side > 0) {
                paintDimple(side);
            }
        }

        if (shape.forehead() > 0) {
            paintForehead();
        }
    }

    /** From the wing of the nose around the corner of the mouth. */
    private void paintCheekFold(final int side) {
        final double start = 0.5 + side * (person.noseWidth() + 0.025);
        final double end = person.mouthWidth() * shape.mouthWidth() + 0.045;
        final double[] curve = {start, 0.60, 0.5 + side * (end + 0.02), 0.64, 0.5 + side * end, 0.775};
        canvas.fill(new Stroke(curve, 0.004, 0.009, 0.003), fold, 0.5 * shape.cheek(), 0.022);
    }

    /** Upright, between the brows. */
    private void paintFurrow(final int side) {
        final double inner = 0.028 - 0.3 * shape.browGather();
        final double[] curve = {0.5 + side * inner, 0.22, 0.5 + side * (inner + 0.004), 0.26, 0.5 + side * (inner - 0.004), 0.31};
        canvas.fill(new Stroke(curve, 0.003, 0.008, 0.003), fold, 0.75 * shape.frown(), 0.014);
    }

    /** Short and slanted, on the sides of the upper nose. */
    private void paintNoseWrinkles(final int side) {
        for (int line = 0; line < 2; line++) {
            final double v = 0.425 + 0.045 * line;
            final double[] curve = {0.5 + side * 0.030, v + 0.004, 0.5 + side * 0.055, v, 0.5 + side * 0.078, v - 0.030};
            canvas.fill(new Stroke(curve, 0.002, 0.008, 0.003), fold, 0.7 * shape.noseWrinkle(), 0.016);
        }

        canvas.shade(new Ellipse(0.5, 0.365, 0.07, 0.022), Colour.grey(1 - 0.20 * shape.noseWrinkle()));
    }

    /** Beside the corner of the mouth that alone rises. */
    private void paintDimple(final int side) {
        final double corner = person.mouthWidth() + 0.045;
        final double[] curve = {0.5 + side * (corner - 0.01), 0.66, 0.5 + side * (corner + 0.035), 0.70, 0.5 + side * corner, 0.76};
        canvas.fill(new Stroke(curve, 0.003, 0.009, 0.003), fold, 0.75, 0.018);
    }

    private void paintForehead() {
        final double half = person.eyeDistance() + 0.03;
        for (int line = 0; line < 3; line++) {
            final double v = 0.115 + 0.045 * line;
            final double[] curve = {0.5 - half, v + 0.012, 0.5, v - 0.012, 0.5 + half, v + 0.012};
            canvas.fill(new Stroke(curve, 0.002, 0.006, 0.002), fold, 0.40 * shape.forehead(), 0.014);
        }
    }
}
