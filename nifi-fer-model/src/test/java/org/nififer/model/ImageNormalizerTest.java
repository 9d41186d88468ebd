package org.nififer.model;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;
import org.nififer.network.SwinConfiguration;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class ImageNormalizerTest {

    private static final SwinConfiguration TWO_PIXELS = SwinConfiguration.builder().imageSize(2).patchSize(1).embeddingDimension(8).stages(List.of(1), List.of(1)).windowSize(2)
            .mlpRatio(2).build();

    private final ImageNormalizer normalizer = new ImageNormalizer(ModelDescription.of(TWO_PIXELS));

    @Test
    void testChannelsBecomePlanesBetweenMinusOneAndOne() {
        final byte[] pixels = new byte[12];
        pixels[0] = (byte) 255;
        pixels[4] = (byte) 255;
        pixels[8] = (byte) 255;
        final float[] batch = new float[2 * normalizer.length()];
        normalizer.write(new RgbImage(2, 2, pixels), batch, 1);

        assertArrayEquals(new float[]{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, -1, -1, -1, 1, -1, -1, -1, -1, 1, -1}, batch, 1e-6f);
    }

    @Test
    void testOtherSizesAreResized() {
        final float[] batch = new float[normalizer.length()];
        normalizer.write(RgbImage.black(7, 5), batch, 0);

        for (final float value : batch) {
            assertEquals(-1, value, 1e-6f);
        }
    }

    @Test
    void testPixelAfterPixelInReverseOrder() {
        assertArrayEquals(new float[]{3 - 1, 2 / 2f, (1 + 1) / 4f, 30 - 1, 20 / 2f, (10 + 1) / 4f}, values(
                new NetworkInput(1, NetworkInput.Layout.NHWC, ImageColour.BGR, 1, List.of(1.0, 0.0, -1.0), List.of(1.0, 2.0, 4.0)), new byte[]{1, 2, 3},
                new byte[]{10, 20, 30}), 1e-6f);
    }

    @Test
    void testGreyIsTheLuminance() {
        final NetworkInput input = new NetworkInput(1, NetworkInput.Layout.NCHW, ImageColour.GREY, 127.5, List.of(1.0), List.of(1.0));

        assertArrayEquals(new float[]{76 / 127.5f - 1, 150 / 127.5f - 1, 29 / 127.5f - 1, 0.2f - 1}, values(input, new byte[]{-1, 0, 0}, new byte[]{0, -1, 0},
                new byte[]{0, 0, -1}, new byte[]{25, 26, 26}), 0.005f);
    }

    @Test
    void testAModelThatKnowsGreySeesTheLuminanceInAllChannels() {
        final ImageNormalizer grey = new ImageNormalizer(ModelDescription.of(TWO_PIXELS).withColour(ImageColour.GREY));
        final float[] colourful = new float[grey.length()];
        final float[] luminance = new float[grey.length()];
        grey.write(new RgbImage(2, 2, new byte[]{-1, 0, 0, 0, -1, 0, 0, 0, -1, 25, 26, 26}), colourful, 0);
        normalizer.write(new RgbImage(2, 2, new byte[]{76, 76, 76, (byte) 150, (byte) 150, (byte) 150, 29, 29, 29, 26, 26, 26}), luminance, 0);

        assertArrayEquals(luminance, colourful);
    }

    private static float[] values(final NetworkInput input, final byte[]... pixels) {
        return input.batch(Arrays.stream(pixels).map(pixel -> new RgbImage(1, 1, pixel)).toList());
    }
}
