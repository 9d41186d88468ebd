package org.nififer.augmentation;

import org.nififer.augmentation.AugmentationStep.Kind;
import org.nififer.common.RgbImage;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What training does to one image, once: values are changed first, then pixels are moved, all movements at once, then some are hidden. Nothing of it is recorded, so that
 * it is made for speed, as {@link ImageOperations} are to be made again to the bit.
 */
public final class ImageVariation {

    private static final int BRIGHTEST = 255;

    private boolean autocontrast;
    private double brightness = 1;
    private double contrast = 1;
    private boolean greyscale;
    private AffineWarp warp = AffineWarp.IDENTITY;
    private Optional<Window> erased = Optional.empty();

    private ImageVariation() {
    }

    /**
     * Draws what is done to an image. Each kind draws for itself: what a seed gives for one does not depend on which others may be applied.
     *
     * @param steps of different kinds, in the order of the kinds
     */
    public static ImageVariation draw(final List<AugmentationStep> steps, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final ImageVariation variation = new ImageVariation();
        for (final Kind kind : Kind.values()) {
            final SplittableRandom ownRandom = random.split();
            steps.stream().filter(step -> step.kind() == kind && step.applies(ownRandom)).forEach(step -> variation.add(step, ownRandom));
        }

        return variation;
    }

    private void add(final AugmentationStep step, final SplittableRandom random) {
        switch (step.kind()) {
            case AUTOCONTRAST -> autocontrast = true;
            case BRIGHTNESS -> brightness = 1 + step.draw(random);
            case CONTRAST -> contrast = 1 + step.draw(random);
            case GREYSCALE -> greyscale = true;
            case FLIP -> warp = AffineWarp.flip().after(warp);
            case ROTATION -> warp = AffineWarp.rotation(step.draw(random)).after(warp);
            case SHIFT -> warp = AffineWarp.shift(step.draw(random), step.draw(random)).after(warp);
            case ZOOM -> warp = AffineWarp.zoom(step.draw(random)).after(warp);
            case CROP -> {
                final double side = step.draw(random);
                warp = AffineWarp.window(new Window((1 - side) * random.nextDouble(), (1 - side) * random.nextDouble(), side, side)).after(warp);
            }
            case ERASING -> erased = Optional.of(Erasing.draw(random).window());
            default -> throw new IllegalStateException("Nobody has said what " + step.kind() + " does");
        }
    }

    /**
     * The varied image, or the image itself where chance has chosen nothing.
     *
     * @param border what movements bring in from outside
     */
    public RgbImage apply(final RgbImage image, final RotationBorder border) {
        RgbImage result = autocontrast ? new Autocontrast().apply(image) : image;
        result = brightness == 1 ? result : new Brightness(brightness).apply(result);
        result = contrast == 1 ? result : contrasted(result, contrast);
        result = greyscale ? grey(result) : result;
        result = warp.equals(AffineWarp.IDENTITY) ? result : warp.apply(result, border);
        return erased.isPresent() ? filled(result, erased.get().in(result)) : result;
    }

    /** As torchvision's {@code adjust_contrast}, but rounded: differences from the mean grey are multiplied. */
    static RgbImage contrasted(final RgbImage image, final double factor) {
        final byte[] source = image.pixels();
        long sum = 0;
        for (int pixel = 0; pixel < source.length; pixel += RgbImage.CHANNELS) {
            sum += luminance(source, pixel);
        }

        final double mean = (double) sum * RgbImage.CHANNELS / source.length;
        final byte[] table = new byte[BRIGHTEST + 1];
        for (int value = 0; value <= BRIGHTEST; value++) {
            table[value] = (byte) Math.clamp(Math.round(mean + factor * (value - mean)), 0, BRIGHTEST);
        }

        final byte[] pixels = new byte[source.length];
        for (int position = 0; position < pixels.length; position++) {
            pixels[position] = table[Byte.toUnsignedInt(source[position])];
        }

        return new RgbImage(image.width(), image.height(), pixels);
    }

    /** All three channels become the luminance. */
    static RgbImage grey(final RgbImage image) {
        final byte[] pixels = new byte[image.pixels().length];
        for (int pixel = 0; pixel < pixels.length; pixel += RgbImage.CHANNELS) {
            Arrays.fill(pixels, pixel, pixel + RgbImage.CHANNELS, (byte) luminance(image.pixels(), pixel));
        }

        return new RgbImage(image.width(), image.height(), pixels);
    }

    /** By the weights of ITU-R BT.601, rounded, so that grey stays what it is. */
    private static int luminance(final byte[] pixels, final int pixel) {
        return (299 * Byte.toUnsignedInt(pixels[pixel]) + 587 * Byte.toUnsignedInt(pixels[pixel + 1]) + 114 * Byte.toUnsignedInt(pixels[pixel + 2]) + 500) / 1000;
    }

    /** A window is filled with the mean of each channel, which tells a network less than black would. */
    static RgbImage filled(final RgbImage image, final Window.Area area) {
        final byte[] pixels = image.pixels().clone();
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            long sum = 0;
            for (int position = channel; position < pixels.length; position += RgbImage.CHANNELS) {
                sum += Byte.toUnsignedInt(image.pixels()[position]);
            }

            final byte mean = (byte) Math.round((double) sum * RgbImage.CHANNELS / pixels.length);
            for (int y = area.top(); y < area.top() + area.height(); y++) {
                for (int x = area.left(); x < area.left() + area.width(); x++) {
                    pixels[(y * image.width() + x) * RgbImage.CHANNELS + channel] = mean;
                }
            }
        }

        return new RgbImage(image.width(), image.height(), pixels);
    }
}
