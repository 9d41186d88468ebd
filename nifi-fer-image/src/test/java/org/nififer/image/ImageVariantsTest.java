package org.nififer.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Types, depths, transparency, orientations and compressions: pixel by pixel what the test has written.
 */
class ImageVariantsTest {

    private static final int WIDTH = 60;
    private static final int HEIGHT = 44;
    private static final RgbImage PICTURE = EncodedImages.shaded(WIDTH, HEIGHT);
    private static final int[] MASKS_8888 = {0xFF0000, 0xFF00, 0xFF};

    @ParameterizedTest
    @CsvSource({"1,0", "2,0", "4,0", "8,0", "16,0", "8,2", "16,2", "1,3", "2,3", "4,3", "8,3", "8,4", "16,4", "8,6", "16,6"})
    void testPng(final int depth, final int colour) throws IOException {
        final int channels = new int[] {1, 0, 3, 1, 2, 0, 4}[colour];
        for (final int width : new int[] {1, 3, 37}) {
            final int[][] samples = new int[29][width * channels];
            for (int y = 0; y < samples.length; y++) {
                for (int index = 0; index < samples[y].length; index++) {
                    samples[y][index] = (y * 2663 + index * 7919) % (1 << depth);
                }
            }

            final byte[] palette = new byte[(1 << Math.min(Byte.SIZE, depth)) * RgbImage.CHANNELS];
            for (int index = 0; index < palette.length; index++) {
                palette[index] = (byte) (index * 59);
            }

            final byte[][] others = colour == 3 ? new byte[][] {PngFiles.chunk("PLTE", palette)} : new byte[0][];
            for (final boolean interlaced : new boolean[] {false, true}) {
                final RgbImage decoded = ImageCodec.decode(PngFiles.write(width, depth, colour, interlaced, samples, others), "png");

                assertEquals(List.of(width, 29), List.of(decoded.width(), decoded.height()));
                for (int y = 0; y < 29; y++) {
                    for (int x = 0; x < width; x++) {
                        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                            final int sample = samples[y][x * channels + (channels > 2 ? channel : 0)];
                            final long expected = colour == 3 ? palette[sample * RgbImage.CHANNELS + channel] & 0xFF : Math.round(sample * 255.0 / ((1 << depth) - 1));
                            assertEquals(expected, decoded.value(x, y, channel), x + ", " + y);
                        }
                    }
                }
            }
        }
    }

    @Test
    void testPngWithOtherChunksAsInTheWild() throws InvalidInputException {
        final int[][] samples = {{1, 2, 3, 4, 5, 6}};
        final byte[] file = PngFiles.write(2, 8, 2, false, samples, PngFiles.chunk("gAMA", new byte[] {0, 0, 1, 1}), PngFiles.chunk("iCCP", new byte[] {'x', 0, 0, 9}),
                PngFiles.chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3}), PngFiles.chunk("tEXt", new byte[0]), PngFiles.chunk("eXIf", EncodedImages.exif(3)));

        assertArrayEquals(new byte[] {4, 5, 6, 1, 2, 3}, ImageCodec.decode(file, "png").pixels());
    }

    @Test
    void testPngWhoseCheckSumsAreRightIsStillCheckedToTheLastPixel() {
        final byte[] header = {0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0};
        assertDamaged(PngFiles.file(header, new byte[] {0, 1}), "its compressed data end before its pixels");
        assertDamaged(PngFiles.file(header, new byte[] {7, 1, 2}), "a row has the filter 7");
        assertDamaged(PngFiles.file(header, new byte[] {0, 1, 2, 3}), "its compressed data go on after its pixels");
        assertDamaged(PngFiles.write(2, 8, 3, false, new int[][] {{0, 1}}, PngFiles.chunk("PLTE", new byte[] {1, 2, 3})), "a pixel has the colour 1 of 1");
        assertDamaged(PngFiles.write(2, 8, 3, false, new int[][] {{0, 1}}), "it has no palette");
        assertDamaged(PngFiles.write(2, 8, 0, false, new int[][] {{0, 1}}, PngFiles.chunk("ABCD", new byte[0])), "it has an unknown part");
        assertUnsupported(concatenated(Arrays.copyOf(PngFiles.file(header, new byte[] {0, 1, 2}), 8), PngFiles.chunk("CgBI", new byte[4])), "CgBI");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 40, 52, 56, 108, 124})
    void testBmpOfEveryHeader(final int headerBytes) throws InvalidInputException {
        assertPicture(BmpFiles.plain(PICTURE, headerBytes));
    }

    @Test
    void testBmpWithMasks() throws InvalidInputException {
        for (final int headerBytes : new int[] {40, 52, 56, 108, 124}) {
            for (final boolean topDown : new boolean[] {false, true}) {
                assertPicture(BmpFiles.masked(PICTURE, headerBytes, 32, topDown, MASKS_8888));
                assertPicture(BmpFiles.masked(PICTURE, headerBytes, 32, topDown, 0xFF00, 0xFF0000, 0xFF000000));
                assertPicture(BmpFiles.masked(PICTURE, headerBytes, 32, topDown, 0xFF, 0xFF00, 0xFF0000));
            }
        }

        final RgbImage deep = ImageCodec.decode(BmpFiles.masked(PICTURE, 40, 32, false, 0x3FF00000, 0xFFC00, 0x3FF), "ten bits");
        final RgbImage coarse = ImageCodec.decode(BmpFiles.masked(PICTURE, 40, 16, false, 0xF800, 0x7E0, 0x1F), "565");
        final RgbImage coarser = ImageCodec.decode(BmpFiles.masked(PICTURE, 40, 16, false, 0x7C00, 0x3E0, 0x1F), "555");
        for (int index = 0; index < PICTURE.pixels().length; index++) {
            final int expected = PICTURE.pixels()[index] & 0xFF;
            assertEquals(expected, deep.pixels()[index] & 0xFF, 1);
            assertEquals(expected, coarse.pixels()[index] & 0xFF, 8);
            assertEquals(expected, coarser.pixels()[index] & 0xFF, 8);
        }
    }

    @ParameterizedTest
    @CsvSource({"8,1", "8,2", "8,3", "8,37", "8,300", "4,1", "4,3", "4,5", "4,38"})
    void testBmpOfRuns(final int depth, final int width) throws InvalidInputException {
        final int[][] palette = new int[1 << depth][];
        for (int index = 0; index < palette.length; index++) {
            palette[index] = new int[] {index * 7 % 256, index * 5 % 256, 255 - index};
        }

        final int[][] indices = new int[6][width];
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < width; x++) {
                indices[y][x] = (x / 3 + y) % palette.length;
            }
        }

        final RgbImage decoded = ImageCodec.decode(BmpFiles.runs(depth, indices, palette), "runs");

        assertEquals(List.of(width, 6), List.of(decoded.width(), decoded.height()));
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    assertEquals(palette[indices[y][x]][channel], decoded.value(x, y, channel), x + ", " + y);
                }
            }
        }
    }

    @Test
    void testTiffOfEveryLayout() throws InvalidInputException {
        for (final ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (final int compression : new int[] {TiffFiles.NO_COMPRESSION, TiffFiles.DEFLATE, TiffFiles.PACK_BITS}) {
                assertPicture(TiffFiles.rgb(PICTURE).order(order).compression(compression).write());
                assertPicture(TiffFiles.rgb(PICTURE).order(order).compression(compression).planar().write());
                assertPicture(TiffFiles.rgb(PICTURE).order(order).compression(compression).tiles(16).write());
                assertPicture(TiffFiles.rgb(PICTURE).order(order).compression(compression).big().write());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 6, 8, 10, 12, 14, 16, 32})
    void testTiffOfEveryDepth(final int bits) throws InvalidInputException {
        final long white = (1L << bits) - 1;
        final long[] samples = new long[WIDTH * HEIGHT];
        for (int index = 0; index < samples.length; index++) {
            samples[index] = index * 7_919_777L % (white + 1);
        }

        assertGrey(samples, white, new TiffFiles(WIDTH, HEIGHT, 1, samples).bits(bits).write());
        assertGrey(Arrays.stream(samples).map(sample -> white - sample).toArray(), white, new TiffFiles(WIDTH, HEIGHT, 0, samples).bits(bits).write());
        if (bits >= 8) {
            assertGrey(samples, white, new TiffFiles(WIDTH, HEIGHT, 2, samples, samples, samples).bits(bits).write());
        }

        if (bits % 8 == 0) {
            assertGrey(samples, white, new TiffFiles(WIDTH, HEIGHT, 1, samples, new long[samples.length]).tag(338, 2).bits(bits).write());
        }
    }

    @Test
    void testTiffOfFractions() throws InvalidInputException {
        final long[] samples = new long[WIDTH * HEIGHT];
        final long[] grey = new long[samples.length];
        for (int index = 0; index < samples.length; index++) {
            grey[index] = index % 256;
            samples[index] = Integer.toUnsignedLong(Float.floatToIntBits(grey[index] / 255F));
        }

        assertGrey(grey, 255, new TiffFiles(WIDTH, HEIGHT, 1, samples).floating().write());
        samples[5] = Integer.toUnsignedLong(Float.floatToIntBits(1.5F));
        assertUnsupported(new TiffFiles(WIDTH, HEIGHT, 1, samples).floating().write(), "a sample of 1.5, where 0 is black and 1 is white");
        samples[5] = Integer.toUnsignedLong(Float.floatToIntBits(Float.NaN));
        assertUnsupported(new TiffFiles(WIDTH, HEIGHT, 1, samples).floating().write(), "NaN");
    }

    @Test
    void testTiffWithTransparency() throws InvalidInputException {
        final long[] alpha = new long[WIDTH * HEIGHT];
        Arrays.fill(alpha, 51);
        final long[][] channels = {TiffFiles.channel(PICTURE, 0), TiffFiles.channel(PICTURE, 1), TiffFiles.channel(PICTURE, 2)};
        for (final int meaning : new int[] {0, 2}) {
            assertPicture(new TiffFiles(WIDTH, HEIGHT, 2, channels[0], channels[1], channels[2], alpha).tag(338, meaning).write());
        }

        final long[][] multiplied = Arrays.stream(channels).map(channel -> Arrays.stream(channel).map(sample -> Math.round(sample / 5.0)).toArray()).toArray(long[][]::new);
        final RgbImage divided = ImageCodec.decode(new TiffFiles(WIDTH, HEIGHT, 2, multiplied[0], multiplied[1], multiplied[2], alpha).tag(338, 1).write(), "multiplied");
        for (int index = 0; index < PICTURE.pixels().length; index++) {
            assertEquals(PICTURE.pixels()[index] & 0xFF, divided.pixels()[index] & 0xFF, 3);
        }
    }

    @Test
    void testTiffOfInkAndOfAPalette() throws InvalidInputException {
        final long[] black = new long[WIDTH * HEIGHT];
        final long[][] ink = new long[3][];
        for (int channel = 0; channel < 3; channel++) {
            ink[channel] = Arrays.stream(TiffFiles.channel(PICTURE, channel)).map(sample -> 255 - sample).toArray();
        }

        assertPicture(new TiffFiles(WIDTH, HEIGHT, 5, ink[0], ink[1], ink[2], black).write());
        final long[] palette = new long[3 * 256];
        for (int index = 0; index < 256; index++) {
            palette[index] = palette[256 + index] = palette[512 + index] = index * 257L;
        }

        final long[] samples = TiffFiles.channel(PICTURE, 0);
        assertGrey(samples, 255, new TiffFiles(WIDTH, HEIGHT, 3, samples).tag(320, palette).write());
    }

    @Test
    void testTiffThatIsNotReadSaysWhy() {
        assertUnsupported(TiffFiles.rgb(PICTURE).tag(50706, 1).tag(271, 65).write(), "a RAW file of a camera");
        assertUnsupported(new TiffFiles(WIDTH, HEIGHT, 32_803, new long[WIDTH * HEIGHT]).write(), "a RAW file of a camera");
        assertUnsupported(new TiffFiles(WIDTH, HEIGHT, 8, new long[WIDTH * HEIGHT], new long[WIDTH * HEIGHT], new long[WIDTH * HEIGHT]).write(), "CIELAB");
        assertUnsupported(TiffFiles.rgb(PICTURE).compression(50_000).write(), "compression Zstandard");
        assertUnsupported(TiffFiles.rgb(PICTURE).tag(339, 2).write(), "samples of [8, 8, 8] bits in the format 2");
        assertUnsupported(new TiffFiles(WIDTH, HEIGHT, 1, new long[WIDTH * HEIGHT]).bits(7).write(), "Unsupported BitsPerSample");
        final long[][] seven = new long[7][WIDTH * HEIGHT];
        assertUnsupported(new TiffFiles(WIDTH, HEIGHT, 2, seven).write(), "7 channels");
    }

    @Test
    void testTiffWhoseDataEndEarly() {
        for (final int compression : new int[] {TiffFiles.NO_COMPRESSION, TiffFiles.DEFLATE, TiffFiles.PACK_BITS}) {
            final long[] lengths = new long[(HEIGHT + 6) / 7];
            Arrays.fill(lengths, 20);
            final byte[] whole = TiffFiles.rgb(PICTURE).compression(compression).write();

            assertDamaged(TiffFiles.rgb(PICTURE).compression(compression).shorter(lengths).write(), "");
            assertDamaged(Arrays.copyOf(whole, whole.length / 2), "");
        }
    }

    @Test
    void testGif() throws IOException {
        final byte[] reds = new byte[256];
        final byte[] greens = new byte[256];
        for (int index = 0; index < 256; index++) {
            reds[index] = (byte) (index * 3);
            greens[index] = (byte) (255 - index);
        }

        for (final int bits : new int[] {1, 2, 4, 8}) {
            final IndexColorModel colours = new IndexColorModel(bits, 1 << bits, reds, greens, reds);
            final BufferedImage image = new BufferedImage(150, 97, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, colours);
            for (int index = 0; index < 150 * 97; index++) {
                image.getRaster().setSample(index % 150, index / 150, 0, (int) (index * 7_919_777L >> 5) % (1 << bits));
            }

            for (final boolean interlaced : new boolean[] {false, true}) {
                final byte[] encoded = EncodedImages.gif(image, interlaced);
                final RgbImage decoded = ImageCodec.decode(encoded, "gif");
                final BufferedImage other = ImageIO.read(new ByteArrayInputStream(encoded));
                for (int y = 0; y < 97; y++) {
                    for (int x = 0; x < 150; x++) {
                        final int rgb = decoded.value(x, y, 0) << 16 | decoded.value(x, y, 1) << 8 | decoded.value(x, y, 2);
                        assertEquals(image.getRGB(x, y) & 0xFFFFFF, rgb);
                        assertEquals(other.getRGB(x, y) & 0xFFFFFF, rgb);
                    }
                }

                // The canvas is larger than the frame, which lies at 5, 2.
                encoded[6] = (byte) 160;
                encoded[8] = 100;
                final int frame = indexOfFrame(encoded, bits);
                encoded[frame + 1] = 5;
                encoded[frame + 3] = 2;
                final RgbImage canvas = ImageCodec.decode(encoded, "gif");
                assertEquals(List.of(160, 100, 0), List.of(canvas.width(), canvas.height(), canvas.value(0, 0, 1)));
                assertEquals(decoded.value(0, 0, 1), canvas.value(5, 2, 1));
                assertEquals(decoded.value(149, 96, 1), canvas.value(154, 98, 1));
            }
        }
    }

    private static int indexOfFrame(final byte[] gif, final int bits) {
        int index = 13 + (RgbImage.CHANNELS << bits);
        while (gif[index] != 0x2C) {
            index++;
        }

        return index;
    }

    @Test
    void testGifWhoseDataEndEarly() throws IOException {
        final BufferedImage image = new BufferedImage(150, 97, BufferedImage.TYPE_BYTE_INDEXED);
        final byte[] encoded = EncodedImages.gif(image, false);
        final int data = indexOfFrame(encoded, 8) + 11;
        // A block that is empty is the last one.
        final byte[] shorter = Arrays.copyOf(encoded, data + 20);
        shorter[data] = 18;
        shorter[data + 19] = 0;

        assertDamaged(shorter, "of its first frame end after");
        assertDamaged(Arrays.copyOf(encoded, data + 30), "");
    }

    @Test
    void testWebp() throws IOException {
        assertPicture(EncodedImages.resource("lossless.webp"));
        assertPicture(EncodedImages.resource("lossless-alpha.webp"));
        assertClose(PICTURE, ImageCodec.decode(EncodedImages.resource("lossy.webp"), "lossy"), 2);
        assertClose(PICTURE, ImageCodec.decode(EncodedImages.resource("lossy-alpha.webp"), "lossy with transparency"), 2);
    }

    @Test
    void testFirstFrameOfAnAnimatedWebpLiesOnItsCanvas() throws IOException {
        final RgbImage canvas = ImageCodec.decode(EncodedImages.resource("frames.webp"), "frames.webp");

        assertEquals(List.of(70, 50), List.of(canvas.width(), canvas.height()));
        for (int y = 0; y < 50; y++) {
            for (int x = 0; x < 70; x++) {
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    assertEquals(x < 10 || y < 6 ? 0 : PICTURE.value(x - 10, y - 6, channel), canvas.value(x, y, channel));
                }
            }
        }
    }

    @Test
    void testOrientationsOfEveryType() throws IOException {
        for (int orientation = 1; orientation <= 8; orientation++) {
            final RgbImage expected = turned(PICTURE, orientation);
            final int[][] samples = new int[HEIGHT][WIDTH * RgbImage.CHANNELS];
            for (int index = 0; index < PICTURE.pixels().length; index++) {
                samples[index / samples[0].length][index % samples[0].length] = PICTURE.pixels()[index] & 0xFF;
            }

            final byte[] png = PngFiles.write(WIDTH, 8, 2, false, samples, PngFiles.chunk("eXIf", EncodedImages.exif(orientation)));
            final byte[] tiff = TiffFiles.rgb(PICTURE).tag(274, orientation).write();
            assertSamePixels(expected, ImageCodec.decode(png, "png"));
            assertSamePixels(expected, ImageCodec.decode(tiff, "tiff"));
            assertSamePixels(PICTURE, ImageCodec.decode(png, "png", ImageCodec.DEFAULT_PIXEL_LIMIT, ExifOrientation.IGNORE));
            assertSamePixels(PICTURE, ImageCodec.decode(tiff, "tiff", ImageCodec.DEFAULT_PIXEL_LIMIT, ExifOrientation.IGNORE));
            final byte[] jpeg = ImageCodec.encodeJpeg(PICTURE, 95);
            assertSamePixels(turned(ImageCodec.decode(jpeg, "jpeg"), orientation), ImageCodec.decode(EncodedImages.withOrientation(jpeg, orientation), "jpeg"));
        }

        assertSamePixels(turned(PICTURE, 3), ImageCodec.decode(EncodedImages.resource("lossless-3.webp"), "webp"));
        assertSamePixels(turned(PICTURE, 6), ImageCodec.decode(EncodedImages.resource("lossless-6.webp"), "webp"));
    }

    /** As TIFF 6.0 describes the values: which side of the picture the first row and the first column are. */
    private static RgbImage turned(final RgbImage stored, final int orientation) {
        final boolean swapped = orientation > 4;
        final RgbImage result = RgbImage.black(swapped ? stored.height() : stored.width(), swapped ? stored.width() : stored.height());
        for (int y = 0; y < stored.height(); y++) {
            for (int x = 0; x < stored.width(); x++) {
                final int across = swapped ? y : x;
                final int down = swapped ? x : y;
                final boolean fromRight = List.of(2, 3, 6, 7).contains(orientation);
                final boolean fromBottom = List.of(3, 4, 7, 8).contains(orientation);
                final int column = fromRight ? result.width() - 1 - across : across;
                final int row = fromBottom ? result.height() - 1 - down : down;
                System.arraycopy(stored.pixels(), (y * stored.width() + x) * RgbImage.CHANNELS, result.pixels(),
                        (row * result.width() + column) * RgbImage.CHANNELS, RgbImage.CHANNELS);
            }
        }

        return result;
    }

    @Test
    void testReadersNeedNoClassLoaderOfTheThread() throws Exception {
        final List<URL> path = new ArrayList<>();
        for (final String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(entry).toUri().toURL());
        }

        final Thread thread = Thread.currentThread();
        final ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader nar = new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
             URLClassLoader server = new URLClassLoader(new URL[0], null)) {
            thread.setContextClassLoader(server);
            final Class<?> codec = nar.loadClass(ImageCodec.class.getName());
            for (final byte[] encoded : List.of(TiffFiles.rgb(PICTURE).write(), BmpFiles.plain(PICTURE, 40))) {
                final Object image = codec.getMethod("decode", byte[].class, String.class).invoke(null, encoded, "photo");
                assertArrayEquals(PICTURE.pixels(), (byte[]) image.getClass().getMethod("pixels").invoke(image));
            }

            assertSame(server, thread.getContextClassLoader());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void testSamplesThatTakeTooMuchMemoryAreRefusedBefore() {
        final int side = 5000;
        final byte[] deep = new TiffFiles(WIDTH, HEIGHT, 2, new long[4][WIDTH * HEIGHT]).floating().write();
        final byte[] huge = new TiffFiles(WIDTH, HEIGHT, 2, new long[4][WIDTH * HEIGHT]).floating().compression(TiffFiles.DEFLATE).announcing(side, side).write();

        assertEquals(16 + 3, assertReadable(deep).bytesPerPixel());
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(huge, "huge.tif"));
        assertEquals(Code.IMAGE_TOO_LARGE, exception.code());
        assertEquals("huge.tif takes 475000000 bytes of memory for 5000 x 5000 pixels; the limit is 350000000 bytes", exception.getMessage());
    }

    private static ImageHeader assertReadable(final byte[] encoded) {
        try {
            return ImageHeader.read(encoded, "photo");
        } catch (final InvalidInputException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] concatenated(final byte[] first, final byte[] second) {
        final byte[] result = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, result, first.length, second.length);
        return result;
    }

    private static void assertPicture(final byte[] encoded) throws InvalidInputException {
        assertSamePixels(PICTURE, ImageCodec.decode(encoded, "photo"));
    }

    private static void assertSamePixels(final RgbImage expected, final RgbImage actual) {
        assertEquals(List.of(expected.width(), expected.height()), List.of(actual.width(), actual.height()));
        assertArrayEquals(expected.pixels(), actual.pixels());
    }

    private static void assertGrey(final long[] samples, final long white, final byte[] encoded) throws InvalidInputException {
        final RgbImage decoded = ImageCodec.decode(encoded, "grey");
        for (int index = 0; index < samples.length; index++) {
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                assertEquals(Math.round(samples[index] * 255.0 / white), decoded.pixels()[index * RgbImage.CHANNELS + channel] & 0xFF, "pixel " + index);
            }
        }
    }

    static void assertClose(final RgbImage expected, final RgbImage actual, final double meanDifference) {
        assertEquals(List.of(expected.width(), expected.height()), List.of(actual.width(), actual.height()));
        long sum = 0;
        for (int index = 0; index < expected.pixels().length; index++) {
            sum += Math.abs((expected.pixels()[index] & 0xFF) - (actual.pixels()[index] & 0xFF));
        }

        assertTrue(sum <= meanDifference * expected.pixels().length, "mean difference " + sum / (double) expected.pixels().length);
    }

    private static void assertDamaged(final byte[] encoded, final String reason) {
        assertRefused(Code.INVALID_IMAGE, encoded, reason);
    }

    private static void assertUnsupported(final byte[] encoded, final String reason) {
        assertRefused(Code.UNSUPPORTED_IMAGE, encoded, reason);
    }

    private static void assertRefused(final Code code, final byte[] encoded, final String reason) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageCodec.decode(encoded, "photo"));

        assertEquals(code, exception.code(), exception.getMessage());
        assertTrue(exception.getMessage().contains(reason), exception.getMessage());
    }
}
