package org.nififer.trainer.report;

import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;
import org.nififer.trainer.landscape.Landscape;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;

/**
 * Loss landscapes as pictures with one pixel for each point, to be enlarged by the page; no fonts are needed. Colours stand for the logarithm of the loss, in steps that show
 * lines of equal loss, from dark (low) to bright; grey is where there is no loss.
 */
final class LandscapePicture {

    private static final int STEPS = 24;
    private static final Color NOTHING = new Color(0xBBBBBB);
    /** Evenly spaced along viridis (van der Walt and Smith), whose brightness rises evenly. */
    private static final Color[] ANCHORS = {new Color(0x440154), new Color(0x3B528B), new Color(0x21918C), new Color(0x5EC962), new Color(0xFDE725)};

    private final double lowest;
    private final double highest;

    /** Pictures with the same colours for the same losses. */
    LandscapePicture(final List<Landscape> landscapes) {
        final double[] losses = landscapes.stream().flatMap(landscape -> Arrays.stream(landscape.losses())).flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
        lowest = Arrays.stream(losses).min().orElse(0);
        highest = Arrays.stream(losses).max().orElse(0);
    }

    /** The lowest loss, which is darkest. */
    double lowest() {
        return lowest;
    }

    /** The highest finite loss, which is brightest. */
    double highest() {
        return highest;
    }

    /** A picture, its second direction upwards. */
    Picture paint(final Landscape landscape) {
        final int width = landscape.columns().length;
        final int height = landscape.rows().length;
        final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                final Color colour = colour(landscape.losses()[height - 1 - row][column]);
                final int start = (row * width + column) * RgbImage.CHANNELS;
                pixels[start] = (byte) colour.getRed();
                pixels[start + 1] = (byte) colour.getGreen();
                pixels[start + 2] = (byte) colour.getBlue();
            }
        }

        return Picture.ofPng(ImageCodec.encodePng(new RgbImage(width, height, pixels)), width, height,
                "The loss in a plane of two random directions around the model, which is in the middle");
    }

    private Color colour(final double loss) {
        if (!Double.isFinite(loss)) {
            return NOTHING;
        }

        final double range = Math.log1p(highest) - Math.log1p(lowest);
        final double part = range > 0 ? (Math.log1p(loss) - Math.log1p(lowest)) / range : 0;
        final double place = Math.min(STEPS - 1, Math.floor(part * STEPS)) / (STEPS - 1) * (ANCHORS.length - 1);
        final int anchor = (int) Math.min(ANCHORS.length - 2, Math.floor(place));
        return mixed(ANCHORS[anchor], ANCHORS[anchor + 1], place - anchor);
    }

    private static Color mixed(final Color from, final Color to, final double part) {
        return new Color(mixed(from.getRed(), to.getRed(), part), mixed(from.getGreen(), to.getGreen(), part), mixed(from.getBlue(), to.getBlue(), part));
    }

    private static int mixed(final int from, final int to, final double part) {
        return (int) Math.round(from + part * (to - from));
    }
}
