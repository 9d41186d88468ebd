package org.nififer.drawing;

import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnPhoto.DrawnFace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws faces that show an expression. The same arguments always give the same pixels. Thread-safe.
 */
public final class DrawnFaces {

    private static final double SMALLEST_FACE = 80;

    private static final double LARGEST_ANGLE = 0.12;

    private static final double LARGEST_TURN = 0.03;

    /** Keeps the people of photos with neighbouring seeds apart. */
    private static final long SUBJECTS_PER_PHOTO = 1000;

    private DrawnFaces() {
    }

    /** The face of a person of its own: {@code face(expression, seed, seed, size)}. */
    public static RgbImage face(final Expression expression, final long seed, final int size) {
        return face(expression, seed, seed, size);
    }

    /**
     * A face as a detector would frame it, with the inaccuracy of a detector.
     *
     * @param expression what it shows
     * @param subject    decides on who it is: skin, head, hair, eyes, sizes
     * @param sample     decides on the rest: strength of the expression, pose, framing, light, background, blur, noise
     * @param size       width and height, at least 16 pixels
     */
    public static RgbImage face(final Expression expression, final long subject, final long sample, final int size) {
        if (size < 16) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A drawn face has at least 16 pixels, got %d", size));
        }

        final Dice dice = new Dice(subject, sample, expression.id());
        final Canvas canvas = new Canvas(size, size);
        Backdrop.paint(canvas, dice);
        final double side = size * (1 + dice.around(0.10));
        final double centreX = size * (0.5 + dice.around(0.05));
        final double centreY = size * (0.5 + dice.around(0.05));
        final Placement placement = new Placement(centreX, centreY, side, dice.around(LARGEST_ANGLE), dice.around(LARGEST_TURN));
        paintPerson(canvas, expression, subject, placement, dice);
        return finish(canvas, dice);
    }

    /**
     * A photo of people side by side, each at a size and height of chance.
     *
     * @param seed        decides on everything that the other arguments leave open
     * @param width       pixels; at least 160 a face
     * @param height      pixels; at least 160
     * @param expressions what the faces show, from left to right; none makes a photo without people
     */
    public static DrawnPhoto photo(final long seed, final int width, final int height, final List<Expression> expressions) {
        final double slot = (double) width / Math.max(1, expressions.size());
        if (slot < 2 * SMALLEST_FACE || height < 2 * SMALLEST_FACE) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A photo of %d x %d has no room for %d faces of 160 x 160", width, height, expressions.size()));
        }

        final Dice dice = new Dice(seed, expressions.size());
        final List<DrawnFace> faces = new ArrayList<>();
        for (int index = 0; index < expressions.size(); index++) {
            final double largest = Math.min(slot, height) * 0.62;
            final double side = dice.between(Math.max(SMALLEST_FACE, largest * 0.7), Math.max(SMALLEST_FACE, largest));
            final double centreX = slot * (index + 0.5) + dice.around(Math.max(0, slot - 1.25 * side) / 2);
            final double centreY = height * 0.5 + dice.around(Math.max(0, height - 1.6 * side) / 2);
            final BoundingBox box = new BoundingBox(centreX - side / 2, centreY - side / 2, side, side);
            faces.add(new DrawnFace(box, expressions.get(index), seed * SUBJECTS_PER_PHOTO + index));
        }

        return photoWith(seed, width, height, faces);
    }

    /**
     * A photo of people at given places; those who come later in the list stand in front. For anything that chance
     * should not decide: a face at the border, very many, very small ones.
     *
     * @param seed  decides on pose, background, light and noise
     * @param faces where everyone is (the width of the box counts) and what they show
     */
    public static DrawnPhoto photoWith(final long seed, final int width, final int height, final List<DrawnFace> faces) {
        final Dice dice = new Dice(seed, width, height);
        final Canvas canvas = new Canvas(width, height);
        Backdrop.paint(canvas, dice);
        for (final DrawnFace face : faces) {
            final BoundingBox box = face.box();
            final double centreX = box.left() + box.width() / 2;
            final double centreY = box.top() + box.height() / 2;
            final Placement placement = new Placement(centreX, centreY, box.width(), dice.around(LARGEST_ANGLE), dice.around(LARGEST_TURN));
            paintPerson(canvas, face.expression(), face.subject(), placement, dice);
        }

        return new DrawnPhoto(finish(canvas, dice), faces);
    }

    private static void paintPerson(final Canvas canvas, final Expression expression, final long subject, final Placement placement, final Dice dice) {
        canvas.place(placement, dice.between(1.0, 1.5));
        final ExpressionShape shape = ExpressionShape.of(expression).withIntensity(dice.between(0.75, 1.15));
        new FacePainter(canvas, Identity.of(subject), dice.chance(0.5) ? shape : shape.mirrored()).paint(dice.around(0.15));
    }

    private static RgbImage finish(final Canvas canvas, final Dice dice) {
        return canvas.finish(dice.between(0.78, 1.06), dice.around(0.15), dice.around(0.10), dice.between(0, 8), dice);
    }
}
