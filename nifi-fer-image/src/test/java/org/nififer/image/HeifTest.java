package org.nififer.image;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.ffmpeg.FfmpegProgram;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * HEIC and AVIF files that libheif and libavif have written, and grids of tiles as phones write them.
 */
class HeifTest {

    @BeforeAll
    static void needsFfmpeg() {
        try {
            FfmpegProgram.get();
        } catch (final IOException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "odd.heic,61,45", "alpha.heic,60,44", "ten.heic,60,44", "second.heic,60,44", "grid.heic,120,100",
        "alpha.avif,60,44", "ten.avif,60,44", "moving.avif,60,44", "grid.avif,128,128"})
    void testThePrimaryImageIsRead(final String name, final int width, final int height) throws IOException {
        ImageVariantsTest.assertClose(EncodedImages.shaded(width, height), ImageCodec.decode(EncodedImages.resource(name), name), 1.5);
    }

    @Test
    void testImageIsTurnedAndMirrored() throws IOException {
        final RgbImage grid = EncodedImages.shaded(120, 100);

        // Anticlockwise, the right side comes up.
        ImageVariantsTest.assertClose(Orientation.apply(grid, 8), ImageCodec.decode(EncodedImages.resource("grid-turned.heic"), "turned"), 1.5);
        ImageVariantsTest.assertClose(Orientation.apply(grid, 2), ImageCodec.decode(EncodedImages.resource("grid-mirrored.heic"), "mirrored"), 1.5);
        // Clockwise, then top and bottom exchanged.
        ImageVariantsTest.assertClose(Orientation.apply(Orientation.apply(EncodedImages.shaded(60, 44), 6), 4),
                ImageCodec.decode(EncodedImages.resource("turned.avif"), "both"), 1.5);
        ImageVariantsTest.assertClose(grid, ImageCodec.decode(EncodedImages.resource("grid-turned.heic"), "stored", ImageCodec.DEFAULT_PIXEL_LIMIT, ExifOrientation.IGNORE), 1.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grid.heic", "alpha.heic", "alpha.avif"})
    void testTruncatedIsAnError(final String name) throws IOException {
        final byte[] encoded = EncodedImages.resource(name);
        for (final int length : new int[] {30, encoded.length / 2, encoded.length - 1}) {
            final byte[] truncated = Arrays.copyOf(encoded, length);
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(truncated, name));
            assertTrue(exception.code() == Code.INVALID_IMAGE || exception.code() == Code.UNSUPPORTED_IMAGE, exception.getMessage());
        }
    }

    @Test
    void testSizeIsCheckedBeforeDecoding() throws IOException {
        final byte[] encoded = EncodedImages.resource("alpha.heic");
        final int size = new String(encoded, StandardCharsets.ISO_8859_1).indexOf("ispe") + 8;
        ByteBuffer.wrap(encoded).putInt(size, 30_000).putInt(size + 4, 30_000);

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(encoded, "huge.heic"));

        assertEquals(Code.IMAGE_TOO_LARGE, exception.code());
        assertEquals("huge.heic has 30000 x 30000 pixels; the limit is 50000000 pixels", exception.getMessage());
    }

    @Test
    void testFileOfAnotherSizeThanItAnnounces() throws IOException {
        final byte[] encoded = EncodedImages.resource("alpha.avif");
        final int size = new String(encoded, StandardCharsets.ISO_8859_1).indexOf("ispe") + 8;
        ByteBuffer.wrap(encoded).putInt(size, 61);

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(encoded, "other.avif"));

        assertEquals(Code.INVALID_IMAGE, exception.code());
        assertEquals("other.avif is a damaged or truncated AVIF file: it announces 61 x 44 pixels at 0, 0 but holds 60 x 44", exception.getMessage());
    }
}
