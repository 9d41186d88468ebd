package org.nififer.drawing;

import org.nififer.common.RgbImage;
import org.nififer.drawing.Area.Bounds;

/**
 * A picture that is being painted: areas in face units become pixels with smooth edges.
 */
final class Canvas {

    /** The half width of a head, within which a turn shifts what is drawn. */
    private static final double HEAD_RADIUS = 0.46;

    private static final double WHITE = 255;

    /** Up to here brightness stays as it was painted. */
    private static final double SHOULDER = 200;

    private final int width;
    private final int height;
    private final float[] pixels;

    private double centreX;
    private double centreY;
    private double side;
    private double cosine;
    private double sine;
    private double turn;
    private double blur;

    Canvas(final int width, final int height) {
        this.width = width;
        this.height = height;
        pixels = new float[width * height * RgbImage.CHANNELS];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /**
     * Says which face the areas of the following calls belong to.
     *
     * @param placement where it is
     * @param softness  how wide edges are drawn at least, pixels
     */
    void place(final Placement placement, final double softness) {
        centreX = placement.centreX();
        centreY = placement.centreY();
        side = placement.side();
        cosine = StrictMath.cos(placement.angle());
        sine = StrictMath.sin(placement.angle());
        turn = placement.turn();
        blur = softness / side;
    }

    /**
     * Paints an area.
     *
     * @param opacity 0 to 1
     * @param edge    over how many face units the edge fades; never less than a pixel
     */
    void fill(final Area area, final Colour colour, final double opacity, final double edge) {
        final double fade = Math.max(edge, blur);
        visit(area.bounds(), fade, (offset, u, v) -> {
            final double cover = Math.clamp(0.5 - area.distance(u, v) / fade, 0, 1) * opacity;
            if (cover > 0) {
                blend(offset, colour, cover);
            }
        });
    }

    /**
     * Brightens or darkens softly: most in the centre of the ellipse, not at all at its edge.
     *
     * @param factors what the channels are multiplied by in the centre, 1 changes nothing
     */
    void shade(final Ellipse ellipse, final Colour factors) {
        visit(ellipse.bounds(), 0, (offset, u, v) -> {
            final double inside = 1 - ellipse.level(u, v);
            if (inside > 0) {
                final double weight = inside * inside;
                pixels[offset] *= (float) (1 + (factors.red() - 1) * weight);
                pixels[offset + 1] *= (float) (1 + (factors.green() - 1) * weight);
                pixels[offset + 2] *= (float) (1 + (factors.blue() - 1) * weight);
            }
        });
    }

    /**
     * Paints an ellipse lit as a rounded body.
     *
     * @param edge  what its edge loses, 0 to 1
     * @param light the part that the right side gains and the left side loses
     */
    void fillRounded(final Ellipse ellipse, final Colour colour, final double edge, final double light) {
        final double fade = Math.max(0.012, blur);
        visit(ellipse.bounds(), fade, (offset, u, v) -> {
            final double cover = Math.clamp(0.5 - ellipse.distance(u, v) / fade, 0, 1);
            if (cover > 0) {
                final double level = ellipse.level(u, v);
                final double brightness = 1 - edge * level * level + light * (u - ellipse.centreU()) / ellipse.radiusU();
                blend(offset, colour.scaled(brightness), cover);
            }
        });
    }

    /** Sets a pixel, whatever face is being painted. */
    void set(final int x, final int y, final Colour colour) {
        final int offset = (y * width + x) * RgbImage.CHANNELS;
        pixels[offset] = (float) colour.red();
        pixels[offset + 1] = (float) colour.green();
        pixels[offset + 2] = (float) colour.blue();
    }

    /**
     * The finished picture under a light and with the noise of a camera.
     *
     * @param lightX the part that the right edge gains and the left edge loses
     * @param lightY the part that the lower edge gains and the upper edge loses
     * @param noise  the largest deviation of a pixel, 0 to 255
     */
    RgbImage finish(final double brightness, final double lightX, final double lightY, final double noise, final Dice dice) {
        final byte[] bytes = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final double light = brightness * (1 + lightX * (2.0 * x / width - 1) + lightY * (2.0 * y / height - 1));
                final double grain = noise > 0 ? dice.around(noise) : 0;
                final int offset = (y * width + x) * RgbImage.CHANNELS;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    bytes[offset + channel] = (byte) Math.clamp(Math.round(soften(pixels[offset + channel] * light) + grain), 0, 255);
                }
            }
        }

        return new RgbImage(width, height, bytes);
    }

    /** Bends the brightest values below white, as cameras do, so that a lit face keeps its shape. */
    private static double soften(final double value) {
        if (value <= SHOULDER) {
            return value;
        }

        final double above = (value - SHOULDER) / (WHITE - SHOULDER);
        return SHOULDER + (WHITE - SHOULDER) * above / (1 + above);
    }

    private void blend(final int offset, final Colour colour, final double cover) {
        pixels[offset] += (float) ((colour.red() - pixels[offset]) * cover);
        pixels[offset + 1] += (float) ((colour.green() - pixels[offset + 1]) * cover);
        pixels[offset + 2] += (float) ((colour.blue() - pixels[offset + 2]) * cover);
    }

    private void visit(final Bounds bounds, final double fade, final PixelVisitor visitor) {
        final double reach = fade / 2 + Math.abs(turn);
        final double middleU = (bounds.left() + bounds.right()) / 2 - 0.5;
        final double middleV = (bounds.top() + bounds.bottom()) / 2 - 0.5;
        final double halfU = (bounds.right() - bounds.left()) / 2 + reach;
        final double halfV = (bounds.bottom() - bounds.top()) / 2 + reach;
        final double middleX = centreX + side * (cosine * middleU - sine * middleV);
        final double middleY = centreY + side * (sine * middleU + cosine * middleV);
        final double halfX = side * (Math.abs(cosine) * halfU + Math.abs(sine) * halfV) + 1;
        final double halfY = side * (Math.abs(sine) * halfU + Math.abs(cosine) * halfV) + 1;
        final int firstX = (int) Math.max(0, Math.floor(middleX - halfX));
        final int firstY = (int) Math.max(0, Math.floor(middleY - halfY));
        final int endX = (int) Math.min(width, Math.ceil(middleX + halfX));
        final int endY = (int) Math.min(height, Math.ceil(middleY + halfY));
        for (int y = firstY; y < endY; y++) {
            final double toY = (y + 0.5 - centreY) / side;
            for (int x = firstX; x < endX; x++) {
                final double toX = (x + 0.5 - centreX) / side;
                final double plainU = cosine * toX + sine * toY;
                final double v = cosine * toY - sine * toX + 0.5;
                final double out = plainU / HEAD_RADIUS;
                final double u = plainU + 0.5 - turn * Math.max(0, 1 - out * out);
                visitor.visit((y * width + x) * RgbImage.CHANNELS, u, v);
            }
        }
    }

    /** Called for every pixel that an area may touch, with the place of the pixel in the array and in face units. */
    private interface PixelVisitor {

        void visit(int offset, double u, double v);
    }
}
