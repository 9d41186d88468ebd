package org.nififer.drawing;

/**
 * A colour of three channels, 0 to 255 each; the canvas brings values outside back when the picture is finished. Also three
 * factors, 1 each for no change.
 */
record Colour(double red, double green, double blue) {

    static Colour grey(final double value) {
        return new Colour(value, value, value);
    }

    /** The colour in another brightness. */
    Colour scaled(final double factor) {
        return new Colour(red * factor, green * factor, blue * factor);
    }

    /** This colour with a share (0 to 1) of another. */
    Colour mixed(final Colour other, final double share) {
        return new Colour(red + (other.red - red) * share, green + (other.green - green) * share, blue + (other.blue - blue) * share);
    }
}
