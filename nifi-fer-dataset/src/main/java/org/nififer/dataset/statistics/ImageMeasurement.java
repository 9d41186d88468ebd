package org.nififer.dataset.statistics;

import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.BoundedDecoding;
import org.nififer.dataset.Sample;
import org.nififer.image.PerceptualHash;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the pixels of one sample say.
 *
 * @param sample         the sample
 * @param problem        why the image cannot be decoded; all that follows is 0 or empty then
 * @param width          pixels
 * @param height         pixels
 * @param brightness     the mean of the grey values, 0 to 255
 * @param contrast       the standard deviation of the grey values, 0 to 127.5
 * @param coloured       whether it is not {@linkplain RgbImage#isGrey grey}
 * @param perceptualHash as the metadata has it or computed; empty for flat images and for augmented samples, which are like their origins on purpose
 */
record ImageMeasurement(Sample sample, Optional<String> problem, int width, int height, double brightness, double contrast, boolean coloured,
                        OptionalLong perceptualHash) {

    /** Decodes and measures an image; a damaged one gives a measurement that says so. */
    static ImageMeasurement of(final Sample sample) throws IOException {
        try {
            return BoundedDecoding.decode(sample.image(), sample.key(), image -> of(sample, image));
        } catch (final InvalidInputException e) {
            return new ImageMeasurement(sample, Optional.of(e.getMessage()), 0, 0, 0, 0, false, OptionalLong.empty());
        }
    }

    private static ImageMeasurement of(final Sample sample, final RgbImage image) {
        final byte[] pixels = image.pixels();
        // Thousandths of grey values: whole numbers add up alike in every order.
        long sum = 0;
        long squares = 0;
        for (int place = 0; place < pixels.length; place += RgbImage.CHANNELS) {
            final int red = Byte.toUnsignedInt(pixels[place]);
            final int green = Byte.toUnsignedInt(pixels[place + 1]);
            final int blue = Byte.toUnsignedInt(pixels[place + 2]);
            // ITU-R BT.601
            final long grey = 299 * red + 587 * green + 114 * blue;
            sum += grey;
            squares += grey * grey;
        }

        final double count = pixels.length / (double) RgbImage.CHANNELS;
        final double mean = sum / count;
        final double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
        return new ImageMeasurement(sample, Optional.empty(), image.width(), image.height(), mean / 1000, deviation / 1000, !image.isGrey(),
                hash(sample, image));
    }

    private static OptionalLong hash(final Sample sample, final RgbImage image) {
        if (sample.metadata().augmentation().isPresent()) {
            return OptionalLong.empty();
        }

        return sample.metadata().perceptualHash().isPresent() ? sample.metadata().perceptualHash() : PerceptualHash.of(image);
    }
}
