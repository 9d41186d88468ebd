package org.nififer.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.opencv.core.CvType;
import org.opencv.core.Scalar;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageCodecTest {

    private static final RgbImage IMAGE = EncodedImages.redAndBlue(64, 48);

    @ParameterizedTest
    @ValueSource(strings = {".png", ".bmp", ".tiff"})
    void testLosslessTypesKeepEveryPixel(final String extension) throws InvalidInputException {
        final RgbImage decoded = ImageCodec.decode(EncodedImages.encode(extension, IMAGE), "photo");

        assertEquals(64, decoded.width());
        assertEquals(48, decoded.height());
        assertArrayEquals(IMAGE.pixels(), decoded.pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".webp"})
    void testLossyTypesKeepTheColours(final String extension) throws InvalidInputException {
        assertRedLeftBlueRight(ImageCodec.decode(EncodedImages.encode(extension, IMAGE), "photo"));
    }

    @Test
    void testOwnEncodingsAreDecoded() throws InvalidInputException {
        assertArrayEquals(IMAGE.pixels(), ImageCodec.decode(ImageCodec.encodePng(IMAGE), "png").pixels());
        assertRedLeftBlueRight(ImageCodec.decode(ImageCodec.encodeJpeg(IMAGE, 90), "jpeg"));
        assertTrue(ImageCodec.encodeJpeg(IMAGE, 5).length < ImageCodec.encodeJpeg(IMAGE, 95).length);
        assertThrows(IllegalArgumentException.class, () -> ImageCodec.encodeJpeg(IMAGE, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".jpg", ".bmp", ".tiff", ".webp"})
    void testOnePixel(final String extension) throws InvalidInputException {
        final RgbImage decoded = ImageCodec.decode(EncodedImages.encode(extension, new RgbImage(1, 1, new byte[] {90, 90, 90})), "dot");

        assertEquals(1, decoded.width());
        assertEquals(1, decoded.height());
        assertEquals(90, decoded.value(0, 0, 1), 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".jpg", ".bmp", ".tiff", ".webp"})
    void testTruncatedIsAnErrorAtAnyLength(final String extension) {
        final byte[] encoded = EncodedImages.encode(extension, IMAGE);

        for (final double part : new double[] {0.05, 0.3, 0.6, 0.9}) {
            assertInvalid(EncodedImages.truncated(encoded, part), "photo");
        }

        assertInvalid(Arrays.copyOf(encoded, encoded.length - 1), "photo");
    }

    @Test
    void testEmptyAndOtherTypesSayWhatTheyAre() {
        assertInvalid(new byte[0], "is empty");
        assertInvalid("Not an image but a text of some length".getBytes(StandardCharsets.UTF_8),
                "photo is a text file; expected is a JPEG, PNG, BMP, TIFF, WebP, GIF, HEIC or AVIF image");
        assertInvalid(new byte[] {1}, "photo is of a kind that is not known; expected is a JPEG");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "version https://git-lfs.github.com/spec/v1\\noid sha256:12\\nsize 5\\n | is a Git LFS pointer, which names a file and does not contain it",
        "<!DOCTYPE html><html><body>Not found</body></html> | is a web page",
        "%PDF-1.7\\n%.... | is a PDF document; expected is a JPEG, PNG",
        "....ftypisom....isomavc1 | is an MP4 video; expected is a JPEG, PNG",
        "....ftypcrx ....crx isom | is a RAW file of a camera",
        "8BPS\\0\\1............ | is a Photoshop image",
        "PK\\3\\4............................. | is a ZIP archive"})
    void testOtherKindsOfFilesSayWhatTheyAre(final String escaped, final String expected) {
        final byte[] encoded = escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(encoded, "photo.jpg"));

        assertEquals(Code.UNSUPPORTED_IMAGE, exception.code());
        assertTrue(exception.getMessage().startsWith("photo.jpg " + expected), exception.getMessage());
    }

    @Test
    void testProgressiveAndRestartedJpegIsTheSamePicture() throws IOException {
        final RgbImage picture = EncodedImages.shaded(75, 53);
        final byte[] sequential = EncodedImages.jpeg(picture, false);
        final byte[] progressive = EncodedImages.jpeg(picture, true);

        assertArrayEquals(ImageCodec.decode(sequential, "sequential").pixels(), ImageCodec.decode(progressive, "progressive").pixels());
        for (final byte[] encoded : List.of(sequential, progressive)) {
            // Java's own decoder is the second opinion; it computes the colours of reduced resolution a little differently.
            final BufferedImage other = ImageIO.read(new ByteArrayInputStream(encoded));
            final RgbImage decoded = ImageCodec.decode(encoded, "photo");
            for (int y = 0; y < 53; y++) {
                for (int x = 0; x < 75; x++) {
                    final Color colour = new Color(other.getRGB(x, y));
                    assertEquals(colour.getRed(), decoded.value(x, y, 0), 4);
                    assertEquals(colour.getGreen(), decoded.value(x, y, 1), 4);
                    assertEquals(colour.getBlue(), decoded.value(x, y, 2), 4);
                }
            }
        }
    }

    @Test
    void testDamagedPngIsAnError() {
        final byte[] encoded = ImageCodec.encodePng(IMAGE);
        encoded[encoded.length / 2] ^= 0x55;

        assertInvalid(encoded, "PNG");
    }

    @Test
    void testSizeIsCheckedBeforeDecoding() {
        for (final byte[] encoded : new byte[][] {EncodedImages.pngAnnouncing(30000, 30000), EncodedImages.jpegAnnouncing(30000, 30000)}) {
            final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(encoded, "huge.file"));

            assertEquals(Code.IMAGE_TOO_LARGE, exception.code());
            assertTrue(exception.getMessage().contains("huge.file has 30000 x 30000 pixels; the limit is 50000000"), exception.getMessage());
        }
    }

    @Test
    void testPixelLimitIsInclusive() throws InvalidInputException {
        final byte[] encoded = ImageCodec.encodePng(IMAGE);

        assertEquals(64, ImageCodec.decode(encoded, "photo", 64 * 48, ExifOrientation.APPLY).width());
        assertEquals(Code.IMAGE_TOO_LARGE, assertThrows(InvalidInputException.class, () -> ImageCodec.decode(encoded, "photo", 64 * 48 - 1, ExifOrientation.APPLY)).code());
    }

    @Test
    void testSizeWithoutPixelsIsAnError() {
        assertInvalid(EncodedImages.pngAnnouncing(0, 20), "photo");
        assertInvalid(EncodedImages.pngAnnouncing(31, 20), "photo");
    }

    @Test
    void testGreyAlphaAndSixteenBitBecomeRgb() throws InvalidInputException {
        assertColour(ImageCodec.decode(EncodedImages.plain(".png", CvType.CV_8UC1, new Scalar(77)), "grey"), 77, 77, 77);
        assertColour(ImageCodec.decode(EncodedImages.plain(".jpg", CvType.CV_8UC1, new Scalar(77)), "grey"), 77, 77, 77);
        assertColour(ImageCodec.decode(EncodedImages.plain(".png", CvType.CV_8UC4, new Scalar(10, 20, 30, 40)), "alpha"), 30, 20, 10);
        assertColour(ImageCodec.decode(EncodedImages.plain(".png", CvType.CV_16UC3, new Scalar(10 * 257, 20 * 257, 30 * 257)), "deep"), 30, 20, 10);
        assertColour(ImageCodec.decode(EncodedImages.plain(".tiff", CvType.CV_16UC1, new Scalar(99 * 257)), "deep grey"), 99, 99, 99);
    }

    @Test
    void testOrientationIsApplied() throws InvalidInputException {
        final byte[] jpeg = EncodedImages.encode(".jpg", IMAGE);

        // Turned clockwise, the left side comes up.
        final RgbImage clockwise = ImageCodec.decode(EncodedImages.withOrientation(jpeg, 6), "turned");
        assertEquals(48, clockwise.width());
        assertEquals(64, clockwise.height());
        assertTrue(clockwise.value(24, 8, 0) > 200 && clockwise.value(24, 8, 2) < 60);
        assertTrue(clockwise.value(24, 56, 2) > 200 && clockwise.value(24, 56, 0) < 60);

        final RgbImage upsideDown = ImageCodec.decode(EncodedImages.withOrientation(jpeg, 3), "upside down");
        assertEquals(64, upsideDown.width());
        assertTrue(upsideDown.value(8, 24, 2) > 200 && upsideDown.value(56, 24, 0) > 200);
    }

    @Test
    void testOrientationIsIgnoredWhereThisIsAskedFor() throws InvalidInputException {
        final byte[] turned = EncodedImages.withOrientation(EncodedImages.encode(".jpg", IMAGE), 6);

        assertRedLeftBlueRight(ImageCodec.decode(turned, "turned", ImageCodec.DEFAULT_PIXEL_LIMIT, ExifOrientation.IGNORE));
    }

    @Test
    void testCmykNeedsTheMeaningOfItsColours() throws IOException {
        final byte[] undefined = EncodedImages.cmyk(false, 200, 100, 50, 255);
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(undefined, "photo"));
        assertEquals(Code.UNSUPPORTED_IMAGE, exception.code());
        assertTrue(exception.getMessage().contains("CMYK"), exception.getMessage());
        assertColour(ImageCodec.decode(EncodedImages.cmyk(true, 200, 100, 50, 255), "cmyk"), 200, 100, 50);
    }

    private static void assertInvalid(final byte[] encoded, final String expected) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(encoded, "photo"));

        assertEquals(Code.INVALID_IMAGE, exception.code());
        assertTrue(exception.getMessage().contains(expected), exception.getMessage());
    }

    private static void assertColour(final RgbImage image, final int red, final int green, final int blue) {
        final int x = image.width() / 2;
        final int y = image.height() / 2;
        assertEquals(red, image.value(x, y, 0), 2);
        assertEquals(green, image.value(x, y, 1), 2);
        assertEquals(blue, image.value(x, y, 2), 2);
    }

    private static void assertRedLeftBlueRight(final RgbImage image) {
        assertEquals(64, image.width());
        assertEquals(48, image.height());
        assertTrue(image.value(10, 24, 0) > 200 && image.value(10, 24, 2) < 60);
        assertTrue(image.value(54, 24, 2) > 200 && image.value(54, 24, 0) < 60);
    }
}
