package org.nififer.drawing;

/**
 * Paints what is behind people: a wall in two tones with a few soft shapes, calm enough to hold no faces.
 */
final class Backdrop {

    private Backdrop() {
    }

    static void paint(final Canvas canvas, final Dice dice) {
        final Colour base = new Colour(dice.between(70, 215), dice.between(70, 215), dice.between(70, 215));
        final Colour upper = base.mixed(Colour.grey(150), 0.5);
        final Colour lower = upper.scaled(dice.between(0.65, 1.1));
        for (int y = 0; y < canvas.height(); y++) {
            final Colour row = upper.mixed(lower, (double) y / canvas.height());
            for (int x = 0; x < canvas.width(); x++) {
                canvas.set(x, y, row);
            }
        }

        final double side = Math.max(canvas.width(), canvas.height());
        canvas.place(new Placement(canvas.width() / 2.0, canvas.height() / 2.0, side, 0, 0), 1);
        final int shapes = dice.index(6);
        for (int index = 0; index < shapes; index++) {
            final Ellipse ellipse = new Ellipse(dice.between(0, 1), dice.between(0, 1), dice.between(0.08, 0.35), dice.between(0.08, 0.35));
            canvas.fill(ellipse, upper.scaled(dice.between(0.6, 1.3)), dice.between(0.2, 0.6), dice.between(0.02, 0.2));
        }
    }
}
