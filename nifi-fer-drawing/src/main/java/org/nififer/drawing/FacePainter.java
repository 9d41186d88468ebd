package org.nififer.drawing;

/**
 * Paints a person from the back to the front: hair, body, head, then the features.
 */
final class FacePainter {

    private static final double HEAD_CENTRE = 0.42;

    private static final int[] SIDES = {-1, 1};

    private final Canvas canvas;
    private final Identity person;
    private final ExpressionShape shape;

    FacePainter(final Canvas canvas, final Identity person, final ExpressionShape shape) {
        this.canvas = canvas;
        this.person = person;
        this.shape = shape;
    }

    /**
     * Paints everything that belongs to the person.
     *
     * @param light the part of the light that comes from the right, -0.3 to 0.3
     */
    void paint(final double light) {
        final BodyPainter body = new BodyPainter(canvas, person);
        body.paintBehindHead(light);
        paintHead(light);
        paintRelief();
        new FoldPainter(canvas, person, shape).paint();
        new EyePainter(canvas, person, shape).paint();
        new NosePainter(canvas, person, shape).paint();
        new MouthPainter(canvas, person, shape).paint();
        body.paintHairline();
    }

    private void paintHead(final double light) {
        for (final int side : SIDES) {
            final Ellipse ear = new Ellipse(0.5 + side * (person.headWidth() + 0.012), 0.5, 0.045, 0.105);
            canvas.fill(ear, person.skin().scaled(0.86), 1, 0.01);
            canvas.shade(ear, Colour.grey(0.78));
        }

        // An open mouth takes the chin down with it.
        final double chin = person.chin() + 0.45 * shape.mouthOpen();
        final Ellipse head = new Ellipse(0.5, HEAD_CENTRE, person.headWidth(), chin - HEAD_CENTRE, person.jaw());
        canvas.fillRounded(head, person.skin(), 0.30, light);
    }

    /** Light and shadow of the bones: what detectors that compare brightness look for. */
    private void paintRelief() {
        final double eye = person.eyeDistance();
        canvas.shade(new Ellipse(0.5, 0.17, 0.34, 0.18), Colour.grey(1.10));
        for (final int side : SIDES) {
            canvas.shade(new Ellipse(0.5 + side * eye, 0.365, 0.17, 0.13), new Colour(0.74, 0.70, 0.69));
            canvas.shade(new Ellipse(0.5 + side * (eye + 0.02), 0.60 - 0.02 * shape.cheek(), 0.17, 0.15), new Colour(1.14, 1.10, 1.09));
            canvas.shade(new Ellipse(0.5 + side * (eye + 0.04), 0.63 - 0.03 * shape.cheek(), 0.14, 0.10), new Colour(1.03, 0.97, 0.97));
            canvas.shade(new Ellipse(0.5 + side * 0.31, 0.80, 0.14, 0.22), Colour.grey(0.90));
        }

        canvas.shade(new Ellipse(0.5, 0.93 + 0.3 * shape.mouthOpen(), 0.14, 0.09), Colour.grey(1.08));
    }
}
