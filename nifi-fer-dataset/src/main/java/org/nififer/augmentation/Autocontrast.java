package org.nififer.augmentation;

import org.nififer.common.RgbImage;

/**
 * Stretches each channel so that its darkest value becomes 0 and its brightest 255; a channel of one value stays. The values are those
 * of torchvision's {@code autocontrast}: single precision, cut to whole numbers and not rounded.
 */
public record Autocontrast() implements ImageOperation {

    private static final int BRIGHTEST = 255;

    @Override
    public RgbImage apply(final RgbImage image) {
        final byte[] pixels = image.pixels().clone();
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            stretch(pixels, channel);
        }

        return new RgbImage(image.width(), image.height(), pixels);
    }

    private static void stretch(final byte[] pixels, final int channel) {
        int minimum = BRIGHTEST;
        int maximum = 0;
        for (int position = channel; position < pixels.length; position += RgbImage.CHANNELS) {
            final int value = Byte.toUnsignedInt(pixels[position]);
            minimum = Math.min(minimum, value);
            maximum = Math.max(maximum, value);
        }

        if (minimum == maximum) {
            return;
        }

        final float scale = (float) BRIGHTEST / (maximum - minimum);
        for (int position = channel; position < pixels.length; position += RgbImage.CHANNELS) {
            pixels[position] = (byte) Math.min(BRIGHTEST, (int) ((Byte.toUnsignedInt(pixels[position]) - minimum) * scale));
        }
    }

    @Override
    public String text() {
        return "autocontrast()";
    }
}
