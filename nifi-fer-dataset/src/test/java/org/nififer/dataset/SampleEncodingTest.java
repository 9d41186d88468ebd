package org.nififer.dataset;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.common.Sha256;
import org.nififer.image.ImageCodec;

import java.util.OptionalInt;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SampleEncodingTest {

    @Test
    void testSizeAndHashes() throws InvalidInputException {
        final SampleEncoding encoding = new SampleEncoding(ImageFormat.JPEG, 90, OptionalInt.of(16));

        final Sample sample = encoding.sample("a", RgbImage.black(70_000, 10), SampleMetadata.builder(Expression.FEAR));

        assertEquals(16, ImageCodec.decode(sample.image(), "image").width());
        assertEquals(Sha256.hex(sample.image()), sample.metadata().sha256().orElseThrow());
        assertTrue(sample.metadata().perceptualHash().isEmpty(), "a flat image has no hash");
    }

    @Test
    void testSidesThatNoFormatHas() {
        final SampleEncoding jpeg = new SampleEncoding(ImageFormat.JPEG, 90, OptionalInt.empty());
        assertInvalid(jpeg, RgbImage.black(10, 70_000), Code.INVALID_IMAGE, "Sample 'a': An image of 10 x 70000 pixels does not fit a .jpg file");
        assertInvalid(SampleEncoding.PNG, RgbImage.black(1_000_001, 1), Code.INVALID_IMAGE, "Sample 'a': An image of 1000001 x 1 pixels does not fit a .png file");
    }

    @Test
    void testImageThatNoReaderTakes() {
        final byte[] noise = new byte[4800 * 4800 * RgbImage.CHANNELS];
        new Random(1).nextBytes(noise);

        assertInvalid(SampleEncoding.PNG, new RgbImage(4800, 4800, noise), Code.IMAGE_TOO_LARGE, "The image of sample 'a' has 69");
    }

    private static void assertInvalid(final SampleEncoding encoding, final RgbImage image, final Code code, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> encoding.sample("a", image, SampleMetadata.builder(Expression.FEAR)));
        assertEquals(code, exception.code());
        assertTrue(exception.getMessage().startsWith(message), exception.getMessage());
    }
}
