package org.nififer.augmentation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.RgbImage;

import java.io.IOException;
import java.io.InputStream;

/**
 * The picture of 48 x 48 pixels in {@code image-ops.json} and what torchvision makes of it.
 */
final class ReferenceImage {

    private static final int SIZE = 48;

    private ReferenceImage() {
    }

    static JsonNode values() throws IOException {
        try (InputStream input = ReferenceImage.class.getResourceAsStream("/fixtures/image-ops.json")) {
            return new ObjectMapper().readTree(input);
        }
    }

    /** Channel 0 is given, channel 1 is v / 2 + 20, channel 2 is 255 - v. */
    static RgbImage image() throws IOException {
        final JsonNode channel = values().get("channel0");
        final byte[] pixels = new byte[SIZE * SIZE * RgbImage.CHANNELS];
        for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
            final int value = channel.get(pixel).intValue();
            pixels[pixel * RgbImage.CHANNELS] = (byte) value;
            pixels[pixel * RgbImage.CHANNELS + 1] = (byte) (value / 2 + 20);
            pixels[pixel * RgbImage.CHANNELS + 2] = (byte) (255 - value);
        }

        return new RgbImage(SIZE, SIZE, pixels);
    }

    /** The image of planar values {@code [3, 48, 48]}. */
    static RgbImage ofPlanar(final JsonNode planar) {
        final byte[] pixels = new byte[SIZE * SIZE * RgbImage.CHANNELS];
        for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                pixels[pixel * RgbImage.CHANNELS + channel] = (byte) planar.get(channel * SIZE * SIZE + pixel).intValue();
            }
        }

        return new RgbImage(SIZE, SIZE, pixels);
    }
}
